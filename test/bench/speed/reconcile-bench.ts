/**
 * `npm run bench -- reconcile [--files 100000] [--json]`
 *
 * Measures how much time and memory `picsift index` needs on a large library in which nothing has changed. The photos
 * are hard links to a few drawings, in folders of a thousand, so that they are created within seconds.
 */

import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { IndexSummary } from '../../../src/indexing/run/messages.ts';
import { inNewFolder, measure, report } from '../measure.ts';

const DRAWINGS = 20;
const ROUNDS = 3;

export async function benchReconcile(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { files: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  const { kept, embedded, firstSeconds, seconds, rounds, peakMegabytes } = await reconcile(Number(values.files));
  const figures = {
    'photos kept': kept,
    'photos embedded': embedded,
    'first index, s': firstSeconds,
    'reconcile, s': seconds,
    'reconcile, all rounds': rounds.join(' '),
    'reconcile, peak MB': peakMegabytes,
  };
  report(figures, values.json);
}

interface ReconcileReport {
  readonly kept: number;
  readonly embedded: number;
  readonly firstSeconds: number;
  /** The fastest round: other work on the machine only adds time. */
  readonly seconds: number;
  readonly rounds: readonly number[];
  /** The highest of all rounds, all processes together. */
  readonly peakMegabytes: number;
}

/** Index this many photos, then index several times more without changes. */
export async function reconcile(files: number): Promise<ReconcileReport> {
  return inNewFolder(async (home) => {
    const library = join(home, 'library');
    await makeLibrary(home, library, files, 1_000);
    const first = await measure(['index', library, '--json', '--quiet', '--model', 'pocket'], home);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await measure(['index', library, '--json', '--quiet'], home));
    }
    const summaries = rounds.map(({ stdout }) => JSON.parse(stdout) as IndexSummary);
    return {
      kept: Math.min(...summaries.map(({ kept }) => kept)),
      embedded: Math.max(...summaries.map(({ embedded }) => embedded)),
      firstSeconds: first.seconds,
      seconds: Math.min(...rounds.map(({ seconds }) => seconds)),
      rounds: rounds.map(({ seconds }) => seconds),
      peakMegabytes: Math.max(...rounds.map(({ peakMegabytes }) => peakMegabytes)),
    };
  });
}

/** Create many photos as hard links to a few drawings. */
export async function makeLibrary(home: string, library: string, files: number, filesInAFolder: number): Promise<void> {
  const drawings: string[] = [];
  for (let i = 0; i < DRAWINGS; i++) {
    const drawing = join(home, `drawing-${i}.png`);
    const background = { r: i * 12, g: 255 - i * 12, b: 128 };
    await sharp({ create: { width: 64, height: 64, channels: 3, background } }).toFile(drawing);
    drawings.push(drawing);
  }
  for (let i = 0; i < files; i++) {
    const folder = join(library, `folder-${Math.floor(i / filesInAFolder)}`);
    if (i % filesInAFolder === 0) mkdirSync(folder, { recursive: true });
    linkSync(drawings[i % DRAWINGS]!, join(folder, `photo-${i}.png`));
  }
}
