/**
 * The vectors of the ordinary phrases for one model. To embed them can take longer than all else that a first search
 * does (14 s of processor time with a costly text half), so nobody waits for them: until they exist, verdicts are left
 * out. They are embedded a few at a time and kept on disk, so that a process goes on where another one stopped.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug } from '../../base/debug.ts';
import { packageRoot } from '../../base/paths.ts';
import { writeWhole } from '../../library/files/replace-file.ts';
import { ORDINARY_PHRASES } from './ordinary-phrases.ts';

export interface PhraseVectors {
  /**
   * Return all vectors if they exist or can be embedded within `PATIENCE_MS`; otherwise undefined.
   * @throws PicsiftError `model-broken`.
   */
  soon(): Promise<readonly Float32Array[] | undefined>;
  /**
   * Embed all that are missing.
   * @param signal ends the work early: the result is undefined, and what is embedded is kept.
   * @throws PicsiftError `model-broken`.
   */
  all(signal?: AbortSignal): Promise<readonly Float32Array[] | undefined>;
  /** End all work when the phrases in progress are embedded, and wait for that. */
  close(): Promise<void>;
}

export interface PhraseVectorsOptions {
  /** See `phrasesKey`. */
  readonly key: string;
  /** Folder of files that only save time. */
  readonly folder: string;
  /** Returns a unit vector for each text. */
  readonly embed: (texts: readonly string[]) => Promise<Float32Array[]>;
  /** Returns the time that the query took to embed, if it is known. */
  readonly textMs: () => number | undefined;
}

/** How long a search waits for a verdict. */
const PATIENCE_MS = 1_000;

/** The first text of a process takes this many times as long as another one, at most: its weights are read. */
const FIRST_TEXT = 4;

/** How long to embed at a time. A query that comes meanwhile waits for that. */
const AT_A_TIME_MS = 100;

/** At most this much work is lost when the process is killed. */
const KEEP_EVERY_MS = 1_000;

interface Embedded {
  /** Of the first phrases in the list. */
  readonly vectors: readonly Float32Array[];
  /** Time that one phrase takes on this machine. Infinity if it is not known. */
  readonly phraseMs: number;
}

const NONE: Embedded = { vectors: [], phraseMs: Number.POSITIVE_INFINITY };

/** The folder of those that come with picsift: `npm run phrases` makes them. @internal */
export function shippedFolder(): string {
  return join(packageRoot(), 'config', 'models', 'phrases');
}

/** Identify the vectors of a model. @param fingerprint of the model. */
export function phrasesKey(fingerprint: string, prompts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([fingerprint, prompts, ORDINARY_PHRASES]));
  return hash.digest('hex').slice(0, 16);
}

/** Create the vectors of a model. Reads and embeds nothing. */
export function createPhraseVectors({ key, folder, embed, textMs }: PhraseVectorsOptions): PhraseVectors {
  const hash = createHash('sha256')
    .update(JSON.stringify([key, ORDINARY_PHRASES]))
    .digest('hex');
  const name = `phrases-${hash.slice(0, 16)}`;
  const file = join(folder, name);
  const closing = new AbortController();
  let embedded: Embedded | undefined;
  let working: Promise<void> = Promise.resolve();

  const read = () => readEmbedded(file) ?? readEmbedded(join(shippedFolder(), name)) ?? NONE;
  const missing = () => ORDINARY_PHRASES.length - embedded!.vectors.length;
  const complete = () => (missing() === 0 ? embedded!.vectors : undefined);

  /** Embed phrases until all are there, or `isEnough` says so. */
  async function work(isEnough: () => boolean): Promise<void> {
    let kept = embedded!.vectors.length;
    let keptAt = performance.now();
    while (missing() > 0 && !isEnough() && !closing.signal.aborted) {
      const { vectors, phraseMs } = embedded!;
      // While that is not known, one phrase tells how long they take.
      const count = Math.max(1, Math.floor(AT_A_TIME_MS / phraseMs));
      const phrases = ORDINARY_PHRASES.slice(vectors.length, vectors.length + count);
      const startedAt = performance.now();
      const more = await embed(phrases);
      // The first call may include the loading of the model.
      const perPhrase = Math.min(phraseMs, (performance.now() - startedAt) / phrases.length);
      embedded = { vectors: [...vectors, ...more], phraseMs: perPhrase };
      // A process may be killed while it embeds them.
      if (performance.now() - keptAt < KEEP_EVERY_MS) continue;
      await keep(file, embedded);
      kept = embedded.vectors.length;
      keptAt = performance.now();
    }
    if (embedded!.vectors.length > kept) await keep(file, embedded!);
  }

  /** Start the work when what is in progress has ended. */
  function next(isEnough: () => boolean): Promise<void> {
    embedded ??= read();
    const mine = working.then(() => work(isEnough));
    working = mine.catch(() => {});
    return mine;
  }

  return {
    async soon() {
      embedded ??= read();
      const deadline = performance.now() + PATIENCE_MS;
      const takesTooLong = () => {
        const { phraseMs } = embedded!;
        if (Number.isFinite(phraseMs)) return performance.now() + missing() * phraseMs > deadline;
        // Not known: the query tells whether they take far too long. If not, the first phrase tells how long.
        return missing() * (textMs() ?? 0) > FIRST_TEXT * PATIENCE_MS;
      };
      if (missing() === 0 || takesTooLong()) return complete();
      const timeIsUp = new AbortController();
      // The work in progress, started by `all`, may take longer.
      const patience = sleep(PATIENCE_MS, undefined, { signal: timeIsUp.signal }).catch(() => {});
      await Promise.race([next(takesTooLong), patience]).finally(() => timeIsUp.abort());
      return complete();
    },
    async all(signal) {
      await next(() => signal?.aborted ?? false);
      return complete();
    },
    async close() {
      closing.abort();
      await working;
    },
  };
}

/** The file has the time of a phrase, the length of a vector, and the vectors, as float32. */
const HEADER = 2;

async function keep(file: string, { vectors, phraseMs }: Embedded): Promise<void> {
  const dimension = vectors[0]!.length;
  debug('search', () => `${vectors.length} of ${ORDINARY_PHRASES.length} ordinary phrases embedded`);
  const numbers = new Float32Array(HEADER + vectors.length * dimension);
  numbers.set([phraseMs, dimension]);
  for (const [index, vector] of vectors.entries()) numbers.set(vector, HEADER + index * dimension);
  try {
    await writeWhole(file, [new Uint8Array(numbers.buffer)]);
  } catch {
    // Not kept: the next process embeds them again.
  }
}

/** Read what a former process has embedded; undefined if the file is missing or damaged. */
function readEmbedded(file: string): Embedded | undefined {
  try {
    const { buffer, byteOffset, byteLength } = readFileSync(file);
    const numbers = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    const [phraseMs = 0, dimension = 0] = numbers;
    const count = (numbers.length - HEADER) / dimension;
    if (!(phraseMs > 0 && Number.isInteger(count) && count > 0 && count <= ORDINARY_PHRASES.length)) return undefined;
    const start = (index: number) => HEADER + index * dimension;
    const vectors = Array.from({ length: count }, (_, index) => numbers.subarray(start(index), start(index + 1)));
    return { vectors, phraseMs };
  } catch {
    return undefined;
  }
}
