/** Judges the results of a search: prepares and caches the scales for words (verdict.ts) and for pictures. */

import { LRUCache } from 'lru-cache';
import { debug } from '../../base/debug.ts';
import type { RankedContent } from '../../derived/matrix/matrix.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import type { Scope } from '../filters/scope.ts';
import type { Query } from '../query/query.ts';
import type { PhraseVectors } from './phrase-vectors.ts';
import { makePictureScale, type PictureScale, pictureVerdict } from './picture-scale.ts';
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
/** A scope that grew or shrank by a smaller share keeps its scale. */
const SAME_SCOPE = 0.1;
const KEPT_SCALES = 8;
/** Each takes two numbers. */
const KEPT_RIVALS = 20_000;

interface WordScale {
  readonly yardstick: Yardstick;
  /** By content id: see `rivalsOf`. */
  readonly rivals: LRUCache<number, number>;
}

/** A scale, and the number of photos in scope when it was made. */
interface Kept<Scale> {
  readonly total: number;
  readonly scale: Scale;
}

export interface JudgeOptions {
  readonly phrases: PhraseVectors;
  /** Returns the vector of a content. */
  readonly vectorOf: (contentId: number) => Float32Array | undefined;
}

export interface Found {
  readonly query: Query;
  /** Identifies the scope, independent of the photos in it now. */
  readonly scopeKey: string;
  readonly scope: Scope;
  readonly table: PhotoTable;
  /** The photos with the highest scores: `judgedCount(among)` of them or more. */
  readonly best: readonly RankedContent[];
  /** Number of photos from which these were chosen: those that meet the clues of the query. */
  readonly among: number;
  /** Standard deviation of the scores of all photos in scope. */
  readonly deviation: number;
}

interface Judgement {
  /** On the whole answer. */
  readonly answer: Verdict;
  /** Returns the verdict on one result. */
  of(photo: RankedContent): Verdict;
}

export interface Judge {
  /**
   * Judge results.
   * @param mustWait wait for the vectors of the phrases, however long they take.
   * @returns undefined if they are not ready.
   */
  judge(found: Found, mustWait: boolean): Promise<Judgement | undefined>;
}

/** Create a judge. It prepares nothing before the first judgement. */
export function createJudge({ phrases, vectorOf }: JudgeOptions): Judge {
  const wordScales = new LRUCache<string, Kept<WordScale>>({ max: KEPT_SCALES });
  const pictureScales = new LRUCache<string, Kept<PictureScale>>({ max: KEPT_SCALES });

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

  /** Return the scale that was made for about as many photos, or make it. @param make undefined: it cannot be made yet. */
  async function scaleFor<Scale>(
    kept: LRUCache<string, Kept<Scale>>,
    { scopeKey, scope: { total } }: Found,
    make: () => Promise<Scale | undefined>,
  ): Promise<Scale | undefined> {
    const known = kept.get(scopeKey);
    if (known !== undefined && Math.abs(total - known.total) <= known.total * SAME_SCOPE) return known.scale;
    const scale = await make();
    if (scale !== undefined) kept.set(scopeKey, { total, scale });
    return scale;
  }

  async function judgeByPicture(found: Found): Promise<Judgement> {
    const sample = () => sampleOf(found, SAMPLE_SIZE, 0);
    const make = async () => makePictureScale(sampleOf(found, REFERENCE_PHOTOS, 1 / 2), sample());
    const scale = (await scaleFor(pictureScales, found, make))!;
    const of = ({ score }: RankedContent) => pictureVerdict(score, scale);
    const answer = found.best[0] === undefined ? 'weak' : of(found.best[0]);
    debug(
      'search',
      () => `verdict ${answer}: fair from ${scale.fair.toFixed(4)}, strong from ${scale.strong.toFixed(4)}`,
    );
    return { answer, of };
  }

  async function judgeByWords(found: Found, mustWait: boolean): Promise<Judgement | undefined> {
    const { total } = found.scope;
    const scale = await scaleFor(wordScales, found, async () => {
      const references = await (mustWait ? phrases.all() : phrases.soon());
      if (references === undefined) return undefined;
      const yardstick = makeYardstick(references, sampleOf(found, SAMPLE_SIZE, 0));
      return { yardstick, rivals: new LRUCache<number, number>({ max: KEPT_RIVALS }) };
    });
    if (scale === undefined) return undefined;
    const { yardstick, rivals } = scale;
    const scored = ({ contentId, score, vector }: RankedContent): ScoredPhoto => {
      const known = rivals.get(contentId);
      if (known !== undefined) return { score, rivals: known };
      const made = rivalsOf(vector, yardstick);
      rivals.set(contentId, made);
      return { score, rivals: made };
    };
    const { answer, share, of } = judge(yardstick, found.best.map(scored), {
      ...{ total, among: found.among, deviation: found.deviation },
    });
    debug('search', () => {
      const numbers = {
        share,
        judged: found.best.length,
        among: found.among,
        deviation: found.deviation,
        spread: yardstick.spread,
      };
      const parts = Object.entries(numbers).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
      return `verdict ${answer}: ${parts.join(', ')}`;
    });
    return { answer, of: ({ score }) => of(score) };
  }

  return {
    judge(found, mustWait) {
      const hasWords = found.query.some(({ kind }) => kind === 'text');
      return hasWords ? judgeByWords(found, mustWait) : judgeByPicture(found);
    },
  };
}
