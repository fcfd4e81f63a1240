/** Runs the built command line as a person would, or another built file, and watches what it costs. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFile } from '../../src/base/paths.ts';
import { type Figures, inOneLine } from '../support/figures.ts';

/** Often enough for a peak, seldom enough not to slow down what is measured: every 20 ms took 7 % of two cores. */
const SAMPLE_EVERY_MS = 100;

export interface Measured {
  readonly seconds: number;
  /** Resident memory of all processes, added up, at its highest. */
  readonly peakMegabytes: number;
  readonly stdout: string;
}

/** Do something in a new folder, which is removed afterwards. */
export async function inNewFolder<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'picsift-bench-'));
  try {
    return await work(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** The environment of a picsift with its data and its configuration in a folder of its own. */
export function benchEnvironment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', PICSIFT_DATA_DIR: join(home, 'data'), PICSIFT_CONFIG_DIR: home };
}

/** @param home see `benchEnvironment`. */
export function measure(args: string[], home: string): Promise<Measured> {
  return measureScript('src/cli/main.ts', args, home);
}

export function measureScript(source: `${string}.ts`, args: string[], home: string): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--', builtFile(source), ...args], {
    env: benchEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const peak = peakOf(child.pid!);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      const peakMegabytes = peak();
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      if (code === 0) resolve({ seconds, peakMegabytes, stdout });
      else reject(new Error(`${source} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/**
 * Watch the memory of a process and its descendants from now on.
 * @returns a function that ends it and tells the peak, in MB.
 */
export function peakOf(pid: number): () => number {
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentKilobytes(pid));
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(sampler);
    return Math.round(peak / 1024);
  };
}

/** Resident memory of a process and its descendants, from /proc (Linux). Shared pages count for each: an upper bound. */
export function residentKilobytes(pid: number): number {
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

/** How many inotify watches a process has: a line for each in its fdinfo, see proc(5). */
export function inotifyWatches(pid: number): number {
  const lines = readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').split('\n');
    } catch {
      // Closed since it was listed.
      return [];
    }
  });
  return lines.filter((line) => line.startsWith('inotify ')).length;
}

/** To a tenth. */
export function quantile(times: readonly number[], share: number): number {
  return Math.round([...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))]! * 10) / 10;
}

/** Print figures: one a line, then all in a line to quote; or as one JSON object. */
export function report(figures: Figures, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    for (const [name, figure] of Object.entries(figures)) process.stdout.write(`${name.padEnd(28)}${figure}\n`);
    process.stdout.write(`${inOneLine(figures)}\n`);
  }
}
