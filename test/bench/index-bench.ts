/**
 * `npm run bench -- index --photos DIR [--model NAME | --model-dir DIR] [--json]`
 *
 * Indexes the photos with the built command line on an empty catalog, then once more with nothing new and once as a
 * search, and prints photos a second, seconds, and the peak memory (resident sets of all processes, added up).
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { IndexSummary } from '../../src/indexing/messages.ts';
import { packageRoot } from '../../src/paths.ts';

const SAMPLE_EVERY_MS = 20;

interface Measured {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly stdout: string;
}

export async function benchIndex(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      model: { type: 'string', default: 'pocket' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.photos === undefined) throw new Error('--photos DIR is missing');
  const home = mkdtempSync(join(tmpdir(), 'picsift-bench-'));
  const modelDir = values['model-dir'];
  const model = modelDir === undefined ? ['--model', values.model] : ['--model-dir', modelDir];
  try {
    const first = await measure(['index', values.photos, '--json', '--quiet', ...model], home);
    const again = await measure(['index', values.photos, '--json', '--quiet'], home);
    const search = await measure(['two dogs playing in the snow', '--in', values.photos, '--quiet'], home);
    const { embedded } = JSON.parse(first.stdout) as IndexSummary;
    const figures = {
      photos: embedded,
      'photos/s': Math.round(embedded / first.seconds),
      'first index, s': first.seconds,
      'first index, peak MB': first.peakMegabytes,
      'nothing new, s': again.seconds,
      'search with nothing new, s': search.seconds,
      'search, peak MB': search.peakMegabytes,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    else for (const [name, figure] of Object.entries(figures)) process.stdout.write(`${name.padEnd(28)}${figure}\n`);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Run the command line and watch the memory of its whole process tree. */
function measure(args: string[], home: string): Promise<Measured> {
  const startedAt = performance.now();
  const main = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, ['--', main, ...args], {
    env: { PATH: process.env.PATH, PICSIFT_DATA_DIR: join(home, 'data'), PICSIFT_CONFIG_DIR: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentKilobytes(child.pid!));
  }, SAMPLE_EVERY_MS);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(sampler);
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      if (code === 0) resolve({ seconds, peakMegabytes: Math.round(peak / 1024), stdout });
      else reject(new Error(`picsift ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** Resident memory of a process and its descendants, from /proc (Linux). Shared pages count for each: an upper bound. */
function residentKilobytes(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + residentKilobytes(child), own);
  } catch {
    // It ended while it was looked at.
    return 0;
  }
}
