/** A client that cancels a run in the middle. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { inCatalog } from '../catalogs/catalog-file.ts';
import type { Step, TestClient } from './client.ts';

/** So many photos that a run does not store all of them before `holdWriter` sees the first. */
export const MANY = 224;

/**
 * Start to index, and cancel after the first photos. The run is held at that point until the server has received the
 * cancellation: on a busy machine it could be over before.
 * @returns the progress until then.
 */
export async function cancelReindex(client: TestClient, dataDir: string): Promise<Step[]> {
  const cancel = new AbortController();
  const steps: Step[] = [];
  const onprogress = (step: Step) => {
    steps.push(step);
    if (step.progress > 8) cancel.abort();
  };
  const call = client.call('reindex', {}, { signal: cancel.signal, onprogress });
  const [release] = await Promise.all([holdWriter(join(dataDir, 'catalog.sqlite')), expect(call).rejects.toThrow()]);
  // The server reads messages in order: after this answer it knows about the cancellation.
  await client.listTools();
  release();
  return steps;
}

/**
 * Wait until the catalog has vectors, and then lock it: the writer waits before it stores more.
 * @returns a function that unlocks it.
 */
async function holdWriter(file: string): Promise<() => void> {
  await expect.poll(() => existsSync(file), { timeout: 120_000, interval: 5 }).toBe(true);
  const catalog = new Database(file);
  const vectors = () => catalog.prepare('SELECT count(*) FROM vector').pluck().get();
  await expect.poll(vectors, { timeout: 120_000, interval: 5 }).toBeGreaterThan(0);
  catalog.exec('BEGIN IMMEDIATE');
  return () => void catalog.close();
}

/** Check that one run has ended early, and that together all runs have embedded each photo once. */
export function expectContinued(dataDir: string): void {
  const runs = inCatalog(join(dataDir, 'catalog.sqlite'), (catalog) =>
    catalog
      .prepare<[], { outcome: string; embedded: number }>("SELECT outcome, summary ->> 'embedded' AS embedded FROM run")
      .all(),
  );
  const [interrupted] = runs.filter(({ outcome }) => outcome === 'interrupted');
  expect(interrupted?.embedded).toBeGreaterThan(0);
  expect(interrupted?.embedded).toBeLessThan(MANY);
  expect(runs.reduce((sum, { embedded }) => sum + embedded, 0)).toBe(MANY);
}
