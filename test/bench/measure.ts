/** Runs the built command line as a person would, or another built file, and measures its time and memory. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFile } from '../../src/base/paths.ts';
import { type Figures, inOneLine } from '../support/figures.ts';

/**
 * Often enough to catch a peak, and seldom enough not to slow down the measured process: every 20 ms took 7 % of two
 * cores.
 */
const SAMPLE_EVERY_MS = 100;

export interface Measured {
  readonly seconds: number;
  /** Highest resident memory of all processes together. */
  readonly peakMegabytes: number;
  readonly stdout: string;
}

/** Run the work in a new folder, and remove the folder afterwards. */
export async function inNewFolder<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'picsift-bench-'));
  try {
    return await work(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Returns the environment of a picsift that has its data and its configuration in its own folder. */
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
 * @returns a function that stops watching and returns the peak, in MB.
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

/**
 * Resident memory of a process and its descendants, from /proc (Linux). Shared pages count for each process: an upper
 * bound.
 */
export function residentKilobytes(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + residentKilobytes(child), own);
  } catch {
    // The process ended while it was being read.
    return 0;
  }
}

/** Number of inotify watches of a process: fdinfo has one line for each, see proc(5). */
export function inotifyWatches(pid: number): number {
  const lines = readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').split('\n');
    } catch {
      // The file was closed after it was listed.
      return [];
    }
  });
  return lines.filter((line) => line.startsWith('inotify ')).length;
}

/** Round to one decimal place. */
export function quantile(times: readonly number[], share: number): number {
  return Math.round([...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))]! * 10) / 10;
}

/** Print figures: each on its own line, then all on one line to quote; or as one JSON object. */
export function report(figures: Figures, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    for (const [name, figure] of Object.entries(figures)) process.stdout.write(`${name.padEnd(28)}${figure}\n`);
    process.stdout.write(`${inOneLine(figures)}\n`);
  }
}
