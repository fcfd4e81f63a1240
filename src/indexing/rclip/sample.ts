/** Proves that rclip's vectors are those of a model: embeds some of the photos again and compares. */

import { dot } from '../../base/dot.ts';
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

const NOTHING_TO_COMPARE =
  'no photo was found to compare that has a sound vector and of which both programs see the same pixels (upright, ' +
  'opaque, sRGB)';

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

/** A photo as the model gets it, and its vector in rclip's index. */
interface Sampled {
  readonly rgb: Uint8Array;
  readonly vector: Float32Array;
}

/**
 * Compare the vectors of up to twenty photos with those of the model. Damaged vectors are passed over: they say nothing
 * about the model.
 * @returns why no photo can be compared, if that is so.
 * @throws PicsiftError `model-mismatch` if a vector differs.
 */
export async function compareSample(photos: readonly Unchanged[], context: SampleContext): Promise<Agreement | string> {
  const { model } = context;
  const sample = await decodeSample(photos, context);
  if (sample.length === 0) return NOTHING_TO_COMPARE;
  const tower = startImageTower(model, false);
  try {
    const embedded = await tower.embed(sample.map(({ rgb }) => rgb));
    const dimension = embedded[0]!.length;
    const cosines = sample.flatMap(({ vector }, index) =>
      vector.length === dimension ? dot(vector, embedded[index]!) : [],
    );
    if (cosines.length === 0) {
      return `rclip's have ${sample[0]!.vector.length} numbers each, the model's ${dimension}`;
    }
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

/** Decode the first plain photo with a sound vector in each of twenty equal parts of the list. */
async function decodeSample(
  photos: readonly Unchanged[],
  { database, decoder, model, signal }: SampleContext,
): Promise<Sampled[]> {
  const { preprocessing } = model;
  async function firstPlain(from: number, to: number): Promise<Sampled[]> {
    for (const photo of photos.slice(from, Math.min(to, from + TRIED))) {
      if (signal.aborted) throw stopped();
      const stored = database.vectorOf(photo.row);
      const vector = stored && unitVector(stored);
      if (vector === undefined) continue;
      const request = { file: photo.file, preprocessing, imported: true };
      const reply = await decoder.call(request, () => true).catch(skipUnreadable);
      if (reply?.kind === 'decoded' && reply.plain && !reply.decoded.damaged)
        return [{ rgb: reply.decoded.rgb, vector }];
    }
    return [];
  }
  const parts = Math.min(SAMPLED, photos.length);
  const edge = (part: number) => Math.floor((part * photos.length) / parts);
  const found = await Promise.all(Array.from({ length: parts }, (_, part) => firstPlain(edge(part), edge(part + 1))));
  return found.flat();
}

function skipUnreadable(error: unknown): undefined {
  if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
}

/** Make the error for vectors that are not known to be the model's. @param reason without a full stop. */
export function refusal({ name }: ModelSpec, reason: string): PicsiftError {
  const text =
    `Nothing was imported, because rclip's vectors are not known to be those of the model "${name}": ${reason}. ` +
    "rclip 3 and 4 use DataComp's ViT-B/32-256: give a folder with that model as --model-dir, or, if photos are indexed " +
    'already, switch first with: picsift model use FOLDER';
  return new PicsiftError('model-mismatch', text);
}

/** Read a stored vector, scaled to length 1; undefined if it is damaged. */
export function unitVector(stored: Buffer): Float32Array | undefined {
  if (stored.length % 4 !== 0) return undefined;
  const vector = Float32Array.from({ length: stored.length / 4 }, (_, index) => stored.readFloatLE(index * 4));
  const length = Math.sqrt(dot(vector, vector));
  if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) return undefined;
  return vector.map((value) => value / length);
}
