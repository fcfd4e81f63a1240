/**
 * One pass that reads the text in pictures, after they were embedded. It holds a lease of its own, and the writer lease
 * only while it stores a batch. While any picsift indexes, it waits: a photo must be found by its picture first.
 */

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { currentRevision } from '../../catalog/facts.ts';
import type { Catalog } from '../../catalog/open.ts';
import { roots } from '../../catalog/roots.ts';
import { fencedTransaction, leaseHolder, READER, WRITER, withLease } from '../../catalog/runs/lease.ts';
import { type ReadText, textWriter } from '../../catalog/text/texts.ts';
import { filesReader, noteTextRead, unreadContents } from '../../catalog/text/unread.ts';
import { readerWith } from '../../reading/reader-version.ts';
import { readAhead } from '../run/prepare.ts';
import type { TextJob, TextProgress, TextSummary } from './messages.ts';
import { mostTextFirst } from './most-text-first.ts';
import { AT_ONCE, type Reading } from './reading.ts';

export interface TextContext {
  readonly catalog: Catalog;
  readonly reading: Pick<Reading, 'call'>;
  readonly onProgress: (progress: TextProgress) => void;
  /** Aborted: the pass stores what it has read, and stops. */
  readonly stop: AbortSignal;
  /** How long to leave the machine alone before the first photo is read, in ms. No other pass starts meanwhile. */
  readonly delayMs?: number;
}

/** A kill loses at most this many, and what was read in this time. */
const STORE_AFTER = 16;
const STORE_AFTER_MS = 5_000;
/** How often to look whether a picsift is still indexing. */
const CHECK_EVERY_MS = 500;

/**
 * Read the photos below the folders that are still to be read, and those that are indexed meanwhile.
 * @throws PicsiftError `worker-failed` when nothing can be read; `interrupted` when another process has taken the lease
 *   over.
 */
export async function readTexts(job: TextJob, context: TextContext): Promise<TextSummary> {
  const startedAt = performance.now();
  const { catalog, stop, delayMs = 0 } = context;
  const reader = readerWith(job.models);
  const counts: Counts = { read: 0, failed: 0, tried: 0 };
  const done = (): TextSummary => ({
    read: counts.read,
    failed: counts.failed,
    left: unreadContents(catalog, job.folders, reader).length,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    interrupted: stop.aborted,
    elsewhere: false,
  });

  async function readAll(token: number, lost: AbortSignal): Promise<TextSummary> {
    await sleep(delayMs, undefined, { signal: stop }).catch(() => {});
    const tried = new Set<number>();
    const untried = (folders: readonly string[]) =>
      unreadContents(catalog, folders, reader).filter((content) => !tried.has(content));
    for (;;) {
      // Read before the photos are listed: what is indexed after that changes it.
      const revision = currentRevision(catalog);
      const contents = untried(job.folders);
      if (contents.length === 0 || stop.aborted) {
        const note = () => noteTextRead(catalog, reader, revision);
        const isAll = !stop.aborted && untried(roots(catalog).map(({ path }) => path)).length === 0;
        if (isAll) fencedTransaction(catalog, token, note, READER)();
        return done();
      }
      for (const content of contents) tried.add(content);
      counts.tried = tried.size;
      await readContents(contents, job, { ...context, stop: AbortSignal.any([stop, lost]) }, counts);
      lost.throwIfAborted();
    }
  }

  return withLease(catalog, READER, readAll, {
    signal: stop,
    giveUp: { afterMs: 0, instead: () => ({ ...done(), elsewhere: true }) },
  });
}

/** Contents of this pass. */
interface Counts {
  read: number;
  failed: number;
  tried: number;
}

async function readContents(
  contents: readonly number[],
  { model, models }: TextJob,
  { catalog, reading, onProgress, stop }: TextContext,
  counts: Counts,
): Promise<void> {
  const report = () => onProgress({ done: counts.read + counts.failed, total: counts.tried });
  await untilNobodyIndexes(catalog, stop);
  report();
  const filesOf = filesReader(catalog);
  const texts = textWriter(catalog, readerWith(models));
  let batch: { readonly content: number; readonly result: ReadText }[] = [];
  let storedAt = performance.now();
  let isSound: Promise<void> | undefined;

  async function store(): Promise<void> {
    const stored = batch;
    batch = [];
    storedAt = performance.now();
    if (stored.length === 0) return;
    // Nobody would see what is stored in a deleted file.
    if (!existsSync(catalog.name))
      throw new PicsiftError('interrupted', `${catalog.name} was deleted in the meantime.`);
    const put = (token: number) =>
      fencedTransaction(catalog, token, () => {
        for (const { content, result } of stored) texts.put(content, result);
      })();
    try {
      await withLease(catalog, WRITER, put, { signal: stop });
    } catch (error) {
      // A picsift that indexes would delay the end. The next pass reads the batch again.
      if (stop.aborted) return;
      throw error;
    }
    for (const { result } of stored) counts['failure' in result ? 'failed' : 'read']++;
    report();
  }

  /** @returns undefined if none of its files can be read now. */
  async function read(content: number): Promise<ReadText | undefined> {
    if (stop.aborted) return undefined;
    await untilNobodyIndexes(catalog, stop);
    for (const file of filesOf(content)) {
      try {
        const reply = await reading.call(file);
        if (reply.kind === 'read') return reply;
      } catch (error) {
        // The pictures in progress are abandoned: a page full of text takes many seconds.
        if (stop.aborted) return undefined;
        if (!isUnreadable(error)) throw error;
        // Otherwise a missing model would be recorded as the fault of every picture.
        isSound ??= requireSoundReader(reading);
        await isSound;
        debug('text', () => `${file.path} cannot be read: ${error.message}`);
        return { failure: error.message };
      }
    }
    return undefined;
  }

  const ordered = await mostTextFirst(contents, catalog, model);
  const results = readAhead(AT_ONCE, ordered, async (content) => ({ content, result: await read(content) }));
  for await (const { content, result } of results) {
    if (result === undefined) continue;
    batch.push({ content, result });
    if (batch.length >= STORE_AFTER || performance.now() - storedAt > STORE_AFTER_MS) await store();
  }
  await store();
}

function isUnreadable(error: unknown): error is PicsiftError {
  return error instanceof PicsiftError && error.code === 'photo-unreadable';
}

async function requireSoundReader(reading: TextContext['reading']): Promise<void> {
  try {
    await reading.call('blank');
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const text = `No text can be read in pictures (${error.message}). Install picsift again, or turn it off with --no-text.`;
    throw new PicsiftError('worker-failed', text, { cause: error });
  }
}

async function untilNobodyIndexes(catalog: Catalog, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && leaseHolder(catalog, WRITER) !== undefined) await sleep(CHECK_EVERY_MS);
}
