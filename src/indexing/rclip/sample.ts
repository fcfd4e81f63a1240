/** Proves that rclip's vectors are those of a model: embeds some of the photos again and compares. */

import { PicsiftError } from '../../base/errors.ts';
import type { RclipDatabase } from '../../catalog/rclip-database.ts';
import { startImageTower } from '../../model/run/tower-client.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import type { Decoder } from '../run/decoder.ts';
import { stopped, type Unchanged } from './unchanged.ts';

/** Photos to compare, at even distances. */
const SAMPLED = 20;
/** Photos to try in each place. rclip and picsift see some with other pixels: see library/decode/plain.ts. */
const TRIED = 25;
const MIN_COSINE = 0.999;
/** rclip's vectors have length 1, up to rounding. */
const LENGTH_TOLERANCE = 0.01;

export interface Agreement {
  readonly compared: number;
  readonly lowestCosine: number;
  /** Numbers in a vector. */
  readonly dimension: number;
}

interface SampleContext {
  readonly database: Pick<RclipDatabase, 'vectorOf'>;
  readonly decoder: Decoder;
  readonly model: ModelSpec;
  readonly signal: AbortSignal;
}

/**
 * Compare the vectors of up to twenty photos with those of the model.
 * @throws PicsiftError `model-mismatch` if one of them differs, or none can be compared.
 */
export async function compareSample(photos: readonly Unchanged[], context: SampleContext): Promise<Agreement> {
  const { database, model } = context;
  const sample = await decodeSample(photos, context);
  const tower = startImageTower(model);
  try {
    const vectors = await tower.embed(sample.map(({ rgb }) => rgb));
    const dimension = vectors[0]!.length;
    const cosines = sample.map(({ photo }, index) => {
      const stored = database.vectorOf(photo.row);
      if (stored !== undefined && stored.length !== dimension * 4) {
        throw refusal(model, `rclip's have ${stored.length / 4} numbers each, the model's ${dimension}`);
      }
      const vector = stored && unitVector(stored, dimension);
      return vector === undefined ? 0 : dotProduct(vector, vectors[index]!);
    });
    const lowestCosine = Math.min(...cosines);
    if (!(lowestCosine >= MIN_COSINE)) {
      const agree = cosines.filter((cosine) => cosine >= MIN_COSINE).length;
      const figures = `${agree} agree (cosine ${MIN_COSINE} or more), the lowest cosine is ${lowestCosine.toFixed(4)}`;
      throw refusal(model, `of ${cosines.length} photos that were embedded again, ${figures}`);
    }
    return { compared: cosines.length, lowestCosine, dimension };
  } finally {
    await tower.close();
  }
}

/** Decode the first plain photo of each of twenty equal parts of the list. */
async function decodeSample(photos: readonly Unchanged[], { decoder, model, signal }: SampleContext) {
  const { preprocessing } = model;
  async function firstPlain(from: number, to: number) {
    for (const photo of photos.slice(from, Math.min(to, from + TRIED))) {
      if (signal.aborted) throw stopped();
      const request = { file: photo.file, preprocessing, imported: true };
      const reply = await decoder.call(request, () => true).catch(skipUnreadable);
      if (reply?.kind === 'decoded' && reply.plain && !reply.decoded.damaged)
        return [{ photo, rgb: reply.decoded.rgb }];
    }
    return [];
  }
  const parts = Math.min(SAMPLED, photos.length);
  const edge = (part: number) => Math.floor((part * photos.length) / parts);
  const found = await Promise.all(Array.from({ length: parts }, (_, part) => firstPlain(edge(part), edge(part + 1))));
  const sample = found.flat();
  if (sample.length > 0) return sample;
  const reason = 'no photo of which both programs see the same pixels (upright, opaque, sRGB) was found to compare';
  throw refusal(model, reason);
}

function skipUnreadable(error: unknown): undefined {
  if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
}

function refusal({ name }: ModelSpec, reason: string): PicsiftError {
  const text =
    `Nothing was imported, because rclip's vectors are not known to be those of the model "${name}": ${reason}. ` +
    "rclip 3 and 4 use DataComp's ViT-B/32-256: give a folder with that model as --model-dir, or, if photos are indexed " +
    'already, switch first with: picsift model use FOLDER';
  return new PicsiftError('model-mismatch', text);
}

/** Read a stored vector, scaled to length 1; undefined if it is none of the model, or damaged. */
export function unitVector(stored: Buffer, dimension: number): Float32Array | undefined {
  if (stored.length !== dimension * 4) return undefined;
  const vector = Float32Array.from({ length: dimension }, (_, index) => stored.readFloatLE(index * 4));
  const length = Math.sqrt(dotProduct(vector, vector));
  if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) return undefined;
  return vector.map((value) => value / length);
}

function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
