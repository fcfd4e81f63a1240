/** Judges the results of a search: prepares and caches the yardsticks that verdict.ts needs. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { debug } from '../../base/debug.ts';
import { activeModel } from '../../catalog/models.ts';
import type { Catalog } from '../../catalog/open.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { writeWhole } from '../../library/files/replace-file.ts';
import type { Scope } from '../filters/scope.ts';
import type { QueryEmbedder } from '../query/embed-query.ts';
import type { Query } from '../query/query.ts';
import { ORDINARY_PHRASES } from './ordinary-phrases.ts';
import {
  judge,
  makeYardstick,
  rivalsOf,
  SAMPLE_SIZE,
  type ScoredPhoto,
  type Verdict,
  type Yardstick,
} from './verdict.ts';

/** Number of photos that a picture as query is compared with; limited by time. */
const REFERENCE_PHOTOS = 64;
/** A scope that grew or shrank by a smaller share keeps its yardstick. */
const SAME_SCOPE = 0.1;
const KEPT_YARDSTICKS = 8;
/** Each takes two numbers. */
const KEPT_RIVALS = 20_000;

interface ScopeYardstick {
  /** Number of photos in scope when the yardstick was made. */
  readonly total: number;
  readonly yardstick: Yardstick;
  /** By content id: see `rivalsOf`. */
  readonly rivals: LRUCache<number, number>;
}

export interface JudgeOptions {
  readonly catalog: Catalog;
  readonly embedder: QueryEmbedder;
  /** Folder of files that only save time. */
  readonly derivedDir: string;
  /** Returns the vector of a content. */
  readonly vectorOf: (contentId: number) => Float32Array | undefined;
}

interface FoundPhoto {
  readonly contentId: number;
  readonly score: number;
}

interface Found {
  readonly query: Query;
  /** Identifies the scope, independent of the photos in it now. */
  readonly scopeKey: string;
  readonly scope: Scope;
  readonly table: PhotoTable;
  /** The photos with the highest scores: `judgedCount(total)` of them or more. */
  readonly best: readonly FoundPhoto[];
  /** Standard deviation of the scores of all photos in scope. */
  readonly deviation: number;
}

export interface Judge {
  /** Prepare the first judgement. */
  warmUp(): Promise<void>;
  /** Judge results. @returns the verdict on the whole answer, and a function that returns the verdict on one result. */
  judge(found: Found): Promise<{ readonly answer: Verdict; of(photo: FoundPhoto): Verdict }>;
}

/** Create a judge. It prepares nothing before the first judgement. */
export function createJudge({ catalog, embedder, derivedDir, vectorOf }: JudgeOptions): Judge {
  let phrases: Promise<Float32Array[]> | undefined;
  const yardsticks = new LRUCache<string, ScopeYardstick>({ max: KEPT_YARDSTICKS });

  /** Return the vectors of the ordinary phrases. They are embedded once for each model and kept on disk. */
  function phraseVectors(): Promise<Float32Array[]> {
    phrases ??= readOrEmbed().catch((error: unknown) => {
      phrases = undefined;
      throw error;
    });
    return phrases;
  }

  async function readOrEmbed(): Promise<Float32Array[]> {
    const model = activeModel(catalog);
    const key = createHash('sha256')
      .update(JSON.stringify([model?.fingerprint, ORDINARY_PHRASES]))
      .digest('hex');
    const file = join(derivedDir, `phrases-${key.slice(0, 16)}.f32`);
    const stored = readVectors(file, ORDINARY_PHRASES.length);
    if (stored !== undefined) return stored;
    const vectors = await embedder.embedAll(ORDINARY_PHRASES);
    try {
      await writeWhole(
        file,
        vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
      );
    } catch {
      // Not stored: the next process embeds them again.
    }
    return vectors;
  }

  /** Return the vectors of at most `count` photos in scope, at even distances; the first one is at `offset` steps. */
  function sampleOf({ table, scope: { mask, total } }: Found, count: number, offset: number): Float32Array[] {
    const step = Math.max(1, total / count);
    const vectors: Float32Array[] = [];
    let seen = 0;
    let next = offset * step;
    for (let row = 0; row < table.count && vectors.length < count; row++) {
      if (mask[row] === 0 || seen++ < Math.floor(next)) continue;
      next += step;
      const vector = vectorOf(table.columns.content[row]!);
      if (vector !== undefined) vectors.push(vector);
    }
    return vectors;
  }

  async function yardstickFor(found: Found): Promise<ScopeYardstick> {
    const hasWords = found.query.some(({ kind }) => kind === 'text');
    const key = `${hasWords} ${found.scopeKey}`;
    const known = yardsticks.get(key);
    const { total } = found.scope;
    if (known !== undefined && Math.abs(total - known.total) <= known.total * SAME_SCOPE) return known;
    const references = hasWords ? await phraseVectors() : sampleOf(found, REFERENCE_PHOTOS, 1 / 2);
    const yardstick = makeYardstick(references, sampleOf(found, SAMPLE_SIZE, 0));
    const made = { total, yardstick, rivals: new LRUCache<number, number>({ max: KEPT_RIVALS }) };
    yardsticks.set(key, made);
    return made;
  }

  return {
    warmUp: async () => void (await phraseVectors()),
    async judge(found) {
      const { total } = found.scope;
      const { yardstick, rivals } = await yardstickFor(found);
      // A photo that was removed after the ranking fits nothing.
      const scored = ({ contentId, score }: FoundPhoto): ScoredPhoto => {
        const vector = rivals.has(contentId) ? undefined : vectorOf(contentId);
        if (vector !== undefined) rivals.set(contentId, rivalsOf(vector, yardstick));
        return { score, rivals: rivals.get(contentId) ?? Number.POSITIVE_INFINITY };
      };
      const { answer, share, of } = judge(yardstick, found.best.map(scored), { total, deviation: found.deviation });
      debug('search', () => {
        const numbers = { share, judged: found.best.length, deviation: found.deviation, spread: yardstick.spread };
        const parts = Object.entries(numbers).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
        return `verdict ${answer}: ${parts.join(', ')}`;
      });
      return { answer, of: (photo) => of(scored(photo)) };
    },
  };
}

/** Read `count` vectors from a file. @returns undefined if the file does not hold that many. */
function readVectors(file: string, count: number): Float32Array[] | undefined {
  try {
    const { buffer, byteOffset, byteLength } = readFileSync(file);
    const all = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    const dimension = all.length / count;
    if (!Number.isInteger(dimension) || dimension === 0) return undefined;
    return Array.from({ length: count }, (_, i) => all.subarray(i * dimension, (i + 1) * dimension));
  } catch {
    return undefined;
  }
}
