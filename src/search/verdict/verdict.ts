/**
 * Judges a search in one word: strong ("this is it"), fair ("maybe") or weak ("nothing fits well").
 *
 * A raw cosine means nothing to a person, and its scale differs between models and between queries. So a query is
 * compared with phrases that describe ordinary photos: by how much do its best photos score higher with the query than
 * with the best of those phrases? A photo that another description fits better is not an answer. The phrases also give
 * the scale: each phrase is judged in the same way on the same library, and the query is ranked among them. Nothing
 * here depends on the scale of a model's cosines. docs/verdict.md has the figures.
 */

import { fastDot } from '../../base/dot.ts';

export type Verdict = 'strong' | 'fair' | 'weak';

/** A photo that a search found. */
export interface ScoredPhoto {
  /** Cosine of photo and query. */
  readonly score: number;
  /** See `rivalsOf`. The same for every query. */
  readonly rivals: number;
}

/** The scale for queries. Made once for a model and a library (or a part of it), and cached. */
export interface Yardstick {
  /** Unit vectors of other possible queries. */
  readonly references: readonly Float32Array[];
  /** Standard deviation of a photo's scores over all references; mean over photos. */
  readonly spread: number;
  /** Fit of each reference to the library, ascending. */
  readonly fits: Float64Array;
}

export interface Judgement {
  readonly answer: Verdict;
  /** Share of the references that fit the library less well than the query: 0 to 1. */
  readonly share: number;
  /** Judge a single result by its score: never better than `answer`, and never worse than a result with a lower score. */
  of(score: number): Verdict;
}

/** The answer is judged by this share of the photos, because one photo may score well by chance. */
const JUDGED_SHARE = 0.03;
/** Maximum number of photos by which the answer is judged. */
const MOST_JUDGED = 30;

/** Number of best references to average for each photo: a single one may be the query in other words. */
const RIVALS = 3;

/** Share of the chance advantage of the best photos that is subtracted; fitted for 1 to 1,000 photos. */
const CHANCE = 0.6;

/** Share of references that reach this verdict in a large library; fitted, see docs/verdict.md. */
const AS_GOOD = { fair: 0.4, strong: 0.2 };
/** The same for photos that also meet a clue: it says that they are meant. */
const AS_GOOD_WITH_CLUE = { ...AS_GOOD, fair: 0.6 };

/** In a library of this many photos, only half of that share reaches the verdict. */
const FEW_PHOTOS = 3;

/** Size of the sample that represents a larger number of photos. */
export const SAMPLE_SIZE = 400;

/** Compute how many of the best photos `judge` needs. @param total number of photos that are searched. */
export function judgedCount(total: number): number {
  return Math.min(MOST_JUDGED, Math.ceil(JUDGED_SHARE * total));
}

/**
 * Make the scale for queries.
 * @param references at least four unit vectors: `ORDINARY_PHRASES`, embedded like queries.
 * @param sample unit vectors of the photos that are searched, at most `SAMPLE_SIZE` of them.
 */
export function makeYardstick(references: readonly Float32Array[], sample: readonly Float32Array[]): Yardstick {
  const rivals = sample.map((photo) => rivalsAt(photo, references));
  const spread = mean(rivals.map((photo) => photo.deviation));
  const fits = references.map((_, own) => {
    const photos = rivals.map(({ scores, best }) => {
      const score = scores[own]!;
      // A reference does not compete with itself.
      const others = score >= best[RIVALS - 1]! ? best.toSpliced(best.indexOf(score), 1) : best.slice(0, RIVALS);
      return { score, margin: score - mean(others) };
    });
    const chance = chanceOf(sample.length, deviation(photos.map(({ score }) => score)), spread);
    photos.sort((a, b) => b.score - a.score);
    return fitOf(mean(photos.slice(0, judgedCount(sample.length)).map(({ margin }) => margin)), chance, spread);
  });
  return { references, spread, fits: Float64Array.from(fits).sort() };
}

/**
 * Judge the results of a query.
 * @param best the photos with the highest scores, best first: `judgedCount(among)` of them. More are ignored.
 * @param scores number of all photos searched (including `best`), the standard deviation of their scores, and the
 *   number of photos from which the best were chosen. Approximate scores are enough.
 */
export function judge(
  yardstick: Yardstick,
  best: readonly ScoredPhoto[],
  scores: { readonly total: number; readonly deviation: number; readonly among?: number },
): Judgement {
  const { total, among = total } = scores;
  const asGood = among < total ? AS_GOOD_WITH_CLUE : AS_GOOD;
  const { spread, fits } = yardstick;
  const chance = chanceOf(among, scores.deviation, spread);
  const marginOf = ({ score, rivals }: ScoredPhoto) => score - rivals;
  const shareAt = (margin: number) => shareBelow(fits, fitOf(margin, chance, spread));
  const judged = best.slice(0, judgedCount(among));
  // The same for all results: with its own rivals, a photo could be called worse than one with a lower score.
  const usual = mean(judged.map(({ rivals }) => rivals));
  const share = judged.length === 0 ? 0 : shareAt(mean(judged.map(marginOf)));
  return {
    answer: verdictAt(share, total, asGood),
    share,
    of: (score) => verdictAt(Math.min(share, shareAt(score - usual)), total, asGood),
  };
}

function verdictAt(share: number, total: number, asGood: typeof AS_GOOD): Verdict {
  const present = total / (total + FEW_PHOTOS);
  if (share >= 1 - asGood.strong * present) return 'strong';
  return share >= 1 - asGood.fair * present ? 'fair' : 'weak';
}

/**
 * Compute the mean score of the references that describe a photo best.
 * @param photo unit vector of the photo.
 */
export function rivalsOf(photo: Float32Array, { references }: Pick<Yardstick, 'references'>): number {
  return mean(highest(scoresOf(photo, references), RIVALS));
}

/** Compute the scores of all references on a photo, and the `RIVALS` + 1 best of them, descending. */
function rivalsAt(photo: Float32Array, references: readonly Float32Array[]) {
  const scores = scoresOf(photo, references);
  return { scores, best: highest(scores, RIVALS + 1), deviation: deviation(scores) };
}

function scoresOf(photo: Float32Array, references: readonly Float32Array[]): number[] {
  return references.map((reference) => fastDot(photo, reference));
}

/** Return the `count` highest values, descending. For a few values this is much faster than sorting all. */
function highest(values: readonly number[], count: number): number[] {
  const best: number[] = [];
  for (const value of values) {
    if (best.length === count && value <= best[count - 1]!) continue;
    const place = best.findIndex((other) => other < value);
    best.splice(place === -1 ? best.length : place, 0, value);
    best.length = Math.min(best.length, count);
  }
  return best;
}

/**
 * Estimate by how much the best of many photos exceed the average photo by chance. The largest of n independent normal
 * values is about sqrt(2 ln n) deviations above their mean; the k-th largest about as far as the largest of n / k. The
 * deviation is the mean of the query's own and the usual one: a query that separates the library's photos well has a
 * large deviation, but not by chance.
 */
function chanceOf(total: number, deviationOfScores: number, spread: number): number {
  if (total === 0) return 0;
  return (Math.sqrt(2 * Math.log(total / judgedCount(total))) * (deviationOfScores + spread)) / 2;
}

/** Convert a margin over the rivals into units of the spread, after subtracting the chance advantage. */
function fitOf(margin: number, chance: number, spread: number): number {
  // Without spread no photo stands out.
  return spread > 0 ? (margin - CHANCE * chance) / spread : 0;
}

/** Compute the share of the ascending values that are smaller than `value`. */
function shareBelow(ascending: Float64Array, value: number): number {
  const smaller = ascending.findIndex((other) => other >= value);
  return ascending.length === 0 ? 0 : (smaller === -1 ? ascending.length : smaller) / ascending.length;
}

/** Return the mean; 0 for no values. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
