/** Records of current and past index runs. Every process can read them. */

import type { ScanOptions } from '../../library/files/scan-filter.ts';
import type { Catalog } from '../open.ts';
import { holdsLease, WRITER } from './lease.ts';

export type RunOutcome = 'running' | 'completed' | 'interrupted' | 'failed';

export interface Run {
  readonly id: number;
  readonly pid: number;
  readonly folders: readonly string[];
  /** The scan options, which decide what belongs to the folders. */
  readonly scan: ScanOptions;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly outcome: RunOutcome;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

const KEPT_RUNS = 100;

/** @param token of the writer lease. @returns the id of the run. */
export function startRun(catalog: Catalog, { folders, scan }: Pick<Run, 'folders' | 'scan'>, token: number): number {
  endStaleRuns(catalog);
  catalog.prepare('DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - ?').run(KEPT_RUNS);
  const { lastInsertRowid } = catalog
    .prepare('INSERT INTO run (pid, token, folders, scan, started_at) VALUES (?, ?, ?, ?, ?)')
    .run(process.pid, token, JSON.stringify(folders), JSON.stringify(scan), Date.now());
  return Number(lastInsertRowid);
}

/** Mark runs as interrupted that were killed. Call it as the writer, because then no other run is in progress. */
export function endStaleRuns(catalog: Catalog): void {
  catalog.prepare(`UPDATE run SET outcome = 'interrupted', finished_at = ? WHERE outcome = 'running'`).run(Date.now());
}

export function updateRun(catalog: Catalog, id: number, phase: string, done: number, total: number): void {
  catalog.prepare('UPDATE run SET phase = ?, done = ?, total = ? WHERE id = ?').run(phase, done, total, id);
}

export function finishRun(
  catalog: Catalog,
  id: number,
  outcome: Exclude<RunOutcome, 'running'>,
  summary: object,
): void {
  catalog
    .prepare('UPDATE run SET outcome = ?, summary = ?, finished_at = ? WHERE id = ?')
    .run(outcome, JSON.stringify(summary), Date.now(), id);
}

export function lastRun(catalog: Catalog): Run | undefined {
  const row = catalog
    .prepare<[], Omit<Run, 'folders' | 'scan'> & { folders: string; scan: string }>(
      `SELECT id, pid, folders, scan, started_at AS startedAt, finished_at AS finishedAt, outcome, phase, done, total
       FROM run ORDER BY id DESC LIMIT 1`,
    )
    .get();
  return row && { ...row, folders: JSON.parse(row.folders) as string[], scan: JSON.parse(row.scan) as ScanOptions };
}

/** Return the summary of a run; undefined if the run did not complete. */
export function completedSummary(catalog: Catalog, id: number): object | undefined {
  const summary = catalog
    .prepare<[number], string>(`SELECT summary FROM run WHERE id = ? AND outcome = 'completed'`)
    .pluck()
    .get(id);
  return summary === undefined ? undefined : (JSON.parse(summary) as object);
}

/**
 * Return the run that is in progress in any process, or undefined. A run that was killed still says `running`. Its token
 * shows that; a process id is used again.
 */
export function runningRun(catalog: Catalog): Run | undefined {
  const run = lastRun(catalog);
  if (run?.outcome !== 'running') return undefined;
  const token = catalog.prepare('SELECT token FROM run WHERE id = ?').pluck().get(run.id) as number | null;
  return token !== null && holdsLease(catalog, WRITER, token) ? run : undefined;
}
