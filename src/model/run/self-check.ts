/** Checks a model once, after its download: it must match pictures of plain colours with their descriptions. */

import { dot } from '../../base/dot.ts';
import { PicsiftError } from '../../base/errors.ts';
import { startThread } from '../../process/child.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { ImageTower, TextTower } from './tower.ts';

/** What the worker thread receives, and what it sends back. */
export interface SelfCheckJob {
  readonly spec: ModelSpec;
  /** Length of the vectors according to the manifest; if undefined, the two towers must agree. */
  readonly dimension?: number | undefined;
  /** True for a model of one's own, which may know other things than colours. */
  readonly mayKnowNoColours?: boolean;
}
export type SelfCheckVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [255, 0, 0],
  green: [0, 160, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  orange: [255, 140, 0],
  pink: [255, 105, 180],
  black: [0, 0, 0],
  white: [255, 255, 255],
};

/** Descriptions of the `probePictures`. */
export const PROBE_TEXTS = Object.keys(COLOURS).map((name) => `a plain ${name} picture`);

/** Draw plain colours. */
export function probePictures(pixels: number): Uint8Array[] {
  return Object.values(COLOURS).map((colour) => plainPicture(colour, pixels));
}

/** At most this share of all pairings of pictures with descriptions may be as good as the true pairing. */
const MAX_SHARE = 0.001;

/**
 * Sums of cosines that differ by less count as equal, so that a model that gives all pictures the same vector does not
 * pass because of noise.
 */
const SAME = 1e-3;

/**
 * Embed plain colours and their descriptions, and compare the true pairing with all 40,320 possible ones. It must be
 * better than 99.9 % of them: the model may confuse two colours, but a model with random weights passes only once in a
 * thousand times. Only differences between pairings count, so a description that is close to every picture (usual in
 * CLIP) does no harm.
 * @throws PicsiftError `model-broken`.
 */
export async function checkTowers(
  image: ImageTower,
  text: TextTower,
  { spec, dimension, mayKnowNoColours = false }: SelfCheckJob,
): Promise<void> {
  const { width, height } = spec.preprocessing.crop;
  const pictures = await image.embed(probePictures(width * height));
  const descriptions = await text.embed(PROBE_TEXTS);
  const expected = dimension ?? pictures[0]!.length;
  for (const { length } of [...pictures, ...descriptions]) {
    if (length === expected) continue;
    const other = dimension === undefined ? `those of pictures have ${expected}` : `its manifest says ${expected}`;
    throw new PicsiftError(
      'model-broken',
      `The model ${spec.name} gives vectors of ${length} numbers, but ${other}. ` +
        'Choose another model from: picsift model list',
    );
  }
  if (mayKnowNoColours) return;
  const cosines = pictures.map((picture) => descriptions.map((description) => dot(picture, description)));
  if (shareAsGoodAsTruth(cosines) > MAX_SHARE) {
    throw new PicsiftError(
      'model-broken',
      `The model ${spec.name} cannot tell plain colours apart, so its files are probably wrong. ` +
        `Download them again with "picsift model pull ${spec.name}", or choose another model.`,
    );
  }
}

/**
 * Run `checkTowers` in a separate thread, because onnxruntime's `run` blocks the thread that calls it. The check cannot
 * be stopped: ending a thread or the process during a `run` aborts the process.
 * @throws PicsiftError `model-broken`; `worker-failed` if the thread died before it sent a verdict.
 */
export function selfCheck(job: SelfCheckJob): Promise<void> {
  const { spec } = job;
  return new Promise((resolve, reject) => {
    const worker = startThread('src/model/run/self-check-worker.ts', job);
    let verdict: SelfCheckVerdict | undefined;
    let crash: Error | undefined;
    worker.on('message', (message: SelfCheckVerdict) => {
      verdict = message;
    });
    worker.on('error', (error: Error) => {
      crash = error;
    });
    worker.on('exit', () => {
      if (verdict?.ok) return resolve();
      if (verdict !== undefined) return reject(new PicsiftError('model-broken', verdict.reason));
      const text = `The check of the model ${spec.name} stopped (${crash?.message ?? 'no reason given'}). Try again.`;
      reject(new PicsiftError('worker-failed', text, { cause: crash }));
    });
  });
}

/** Compute the share of all pairings whose sum of cosines reaches that of the diagonal. */
function shareAsGoodAsTruth(cosines: readonly (readonly number[])[]): number {
  const goal = cosines.reduce((sum, row, index) => sum + row[index]!, 0) - SAME;
  const taken = new Set<number>();
  let all = 0;
  let asGood = 0;
  const pair = (row: number, sum: number) => {
    if (row === cosines.length) {
      all++;
      // With `!`, a NaN counts against the model.
      if (!(sum < goal)) asGood++;
      return;
    }
    for (const [column, cosine] of cosines[row]!.entries()) {
      if (taken.has(column)) continue;
      taken.add(column);
      pair(row + 1, sum + cosine);
      taken.delete(column);
    }
  };
  pair(0, 0);
  return asGood / all;
}

function plainPicture(colour: readonly [number, number, number], pixels: number): Uint8Array {
  return new Uint8Array(pixels * 3).map((_, index) => colour[(index % 3) as 0 | 1 | 2]);
}
