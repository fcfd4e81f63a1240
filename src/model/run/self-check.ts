/** Does a model know what it sees? Asked once, after a pull, with pictures that every CLIP understands. */

import { dot } from '../../base/dot.ts';
import { PicsiftError } from '../../base/errors.ts';
import { startThread } from '../../process/child.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { ImageTower, TextTower } from './tower.ts';

/** What the worker thread is given, and what it answers. */
export interface SelfCheckJob {
  readonly spec: ModelSpec;
  readonly dimension: number;
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

/** Of all pairings of pictures with descriptions, at most this share may be as good as the true one. */
const MAX_SHARE = 0.001;

/** Sums of cosines nearer than this are the same: a model for which all pictures look alike must not pass by noise. */
const SAME = 1e-3;

/**
 * Embeds plain colours and their descriptions. The true pairing must beat 99.9 % of the 40,320 possible ones: two
 * colours may be confused, yet a model of random weights passes once in a thousand times. Only differences between
 * pairings count, so a description that every picture likes (usual in CLIP) does no harm.
 * @param dimension the length of vector that the manifest promises.
 * @throws PicsiftError `model-broken`.
 */
export async function checkTowers(
  image: ImageTower,
  text: TextTower,
  spec: ModelSpec,
  dimension: number,
): Promise<void> {
  const { width, height } = spec.preprocessing.crop;
  const pictures = await image.embed(Object.values(COLOURS).map((colour) => plainPicture(colour, width * height)));
  const descriptions = await text.embed(Object.keys(COLOURS).map((name) => `a plain ${name} picture`));
  for (const { length } of [...pictures, ...descriptions]) {
    if (length === dimension) continue;
    throw new PicsiftError(
      'model-broken',
      `The model ${spec.name} gives vectors of ${length} numbers where its manifest says ${dimension}. ` +
        'Choose another model with: picsift model list',
    );
  }
  const cosines = pictures.map((picture) => descriptions.map((description) => dot(picture, description)));
  if (shareAsGoodAsTruth(cosines) > MAX_SHARE) {
    throw new PicsiftError(
      'model-broken',
      `The model ${spec.name} cannot tell plain colours apart, so its files are not what they should be. ` +
        `Get them again with "picsift model pull ${spec.name}", or choose another model.`,
    );
  }
}

/**
 * `checkTowers` in a thread of its own, for onnxruntime's `run` blocks the thread it is called on. It cannot be
 * stopped: ending a thread or the process in the middle of a `run` aborts the process.
 * @throws PicsiftError `model-broken`; `worker-failed` where the thread died before it could tell.
 */
export function selfCheck(spec: ModelSpec, dimension: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const job: SelfCheckJob = { spec, dimension };
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
      const text = `The check of the model ${spec.name} ended early (${crash?.message ?? 'no reason given'}). Try again.`;
      reject(new PicsiftError('worker-failed', text, { cause: crash }));
    });
  });
}

/** The share of all pairings whose sum of cosines reaches that of the diagonal. */
function shareAsGoodAsTruth(cosines: readonly (readonly number[])[]): number {
  const goal = cosines.reduce((sum, row, index) => sum + row[index]!, 0) - SAME;
  const taken = new Set<number>();
  let all = 0;
  let asGood = 0;
  const pair = (row: number, sum: number) => {
    if (row === cosines.length) {
      all++;
      // Written so that a NaN counts against the model.
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
