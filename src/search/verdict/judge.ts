/** Judges what a search found: prepares and keeps what verdict.ts compares it with. */

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

/** Photos that a picture as query is compared with: as many as there is time for. */
const REFERENCE_PHOTOS = 64;
/** A scope that has grown or shrunk by less is what it was. */
const SAME_SCOPE = 0.1;
const KEPT_YARDSTICKS = 8;
/** Two numbers a photo. */
const KEPT_RIVALS = 20_000;

interface ScopeYardstick {
  /** Photos in scope when it was made. */
  readonly total: number;
  readonly yardstick: Yardstick;
  /** By content: see `rivalsOf`. */
  readonly rivals: LRUCache<number, number>;
}

export interface JudgeOptions {
  readonly catalog: Catalog;
  readonly embedder: QueryEmbedder;
  /** Holds what is made for speed. */
  readonly derivedDir: string;
  /** The vector of a content. */
  readonly vectorOf: (contentId: number) => Float32Array | undefined;
}

interface FoundPhoto {
  readonly contentId: number;
  readonly score: number;
}

interface Found {
  readonly query: Query;
  /** Tells scopes apart, whatever photos are in them now. */
  readonly scopeKey: string;
  readonly scope: Scope;
  readonly table: PhotoTable;
  /** The photos with the highest scores, `judgedCount(total)` of them or more. */
  readonly best: readonly FoundPhoto[];
  /** Standard deviation of the scores of all photos in scope. */
  readonly deviation: number;
}

export interface Judge {
  /** Begin with what the first judgement needs. */
  warmUp(): Promise<void>;
  /** @returns the verdict on the answer, and a function that gives the one on a result. */
  judge(found: Found): Promise<{ readonly answer: Verdict; of(photo: FoundPhoto): Verdict }>;
}

export function createJudge({ catalog, embedder, derivedDir, vectorOf }: JudgeOptions): Judge {
  let phrases: Promise<Float32Array[]> | undefined;
  const yardsticks = new LRUCache<string, ScopeYardstick>({ max: KEPT_YARDSTICKS });

  /** The ordinary phrases as vectors: embedded once for a model, and kept on disk. */
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
      // Then they are embedded again next time.
    }
    return vectors;
  }

  /** Vectors of photos in scope, at even distances, `count` at most; the first of them after `offset` such steps. */
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
    const isOfWords = found.query.some(({ kind }) => kind === 'text');
    const key = `${isOfWords} ${found.scopeKey}`;
    const known = yardsticks.get(key);
    const { total } = found.scope;
    if (known !== undefined && Math.abs(total - known.total) <= known.total * SAME_SCOPE) return known;
    const references = isOfWords ? await phraseVectors() : sampleOf(found, REFERENCE_PHOTOS, 1 / 2);
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
      // A photo that is gone since it was ranked fits nothing.
      const scored = ({ contentId, score }: FoundPhoto): ScoredPhoto => {
        const vector = rivals.has(contentId) ? undefined : vectorOf(contentId);
        if (vector !== undefined) rivals.set(contentId, rivalsOf(vector, yardstick));
        return { score, rivals: rivals.get(contentId) ?? Number.POSITIVE_INFINITY };
      };
      const { answer, share, of } = judge(yardstick, found.best.map(scored), { total, deviation: found.deviation });
      debug('search', () => {
        const numbers = { share, judged: found.best.length, deviation: found.deviation, spread: yardstick.spread };
        const spelled = Object.entries(numbers).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
        return `verdict ${answer}: ${spelled.join(', ')}`;
      });
      return { answer, of: (photo) => of(scored(photo)) };
    },
  };
}

/** @returns undefined where the file does not hold so many vectors. */
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
