/** Tries a provider: are its vectors those of the CPU, and is it faster? */

import { availableParallelism } from 'node:os';
import { dot } from '../../base/dot.ts';
import { PROBE_TEXTS, probePictures } from '../run/self-check.ts';
import { openOn } from '../run/session.ts';
import { openImageTower, openTextTower } from '../run/tower.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { HalfProviders, Provider } from './provider.ts';
import { firstLine, type OpenSession } from './session.ts';

interface HalfTrial {
  /** Absent: its vectors are those of the CPU. */
  readonly reason?: string;
  /** Time for the same inputs on the CPU, as a multiple of the provider's time. */
  readonly timesAsFast: number;
}

export type Trial = { readonly [Half in keyof HalfProviders]: HalfTrial };

/** Vectors of one picture from two exact implementations of a graph differ by rounding: their cosine is 0.9999. */
const SAME_COSINE = 0.999;
const ROUNDS = 3;

/**
 * Use it in a child process: a provider may crash.
 * @param open opens the provider's sessions.
 * @throws Error if the provider is not available.
 */
export async function tryProvider(
  spec: ModelSpec,
  provider: Provider,
  open: OpenSession = openOn(provider),
): Promise<Trial> {
  const threads = availableParallelism();
  await (await open(spec.visionFile, { threads, isShortLived: false, packsWeights: true })).release();
  const { width, height } = spec.preprocessing.crop;
  const pictures = probePictures(width * height);
  return {
    image: await compare((opener) => openImageTower(spec, { threads, open: opener }), pictures, open),
    text: await compare((opener) => openTextTower(spec, { threads, open: opener }), PROBE_TEXTS, open),
  };
}

interface Tower<Input> {
  embed(inputs: readonly Input[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

async function compare<Input>(
  openTower: (open: OpenSession) => Promise<Tower<Input>>,
  inputs: readonly Input[],
  open: OpenSession,
): Promise<HalfTrial> {
  const onCpu = await measure(await openTower(openOn('cpu')), inputs);
  try {
    const onProvider = await measure(await openTower(open), inputs);
    const cosines = onCpu.vectors.map((vector, index) => dot(vector, onProvider.vectors[index]!));
    const worst = Math.min(...cosines);
    // With `!`, a NaN counts against the provider.
    if (!(worst >= SAME_COSINE)) return { reason: `its vectors differ: cosine ${worst.toFixed(4)}`, timesAsFast: 0 };
    return { timesAsFast: onCpu.ms / onProvider.ms };
  } catch (error) {
    return { reason: firstLine(error), timesAsFast: 0 };
  }
}

/** Embed several times, and take the fastest: the first round compiles the graph. */
async function measure<Input>(tower: Tower<Input>, inputs: readonly Input[]) {
  let ms = Number.POSITIVE_INFINITY;
  let vectors: Float32Array[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    vectors = await tower.embed(inputs);
    ms = Math.min(ms, performance.now() - startedAt);
  }
  await tower.close();
  return { vectors, ms };
}
