/**
 * What a search is worth in a word: strong ("this is it"), fair ("maybe"), weak ("nothing fits well").
 *
 * A raw cosine means nothing to a person, and its scale differs from model to model and from query to query. So a query
 * is held against phrases that describe ordinary photos: how far do its best photos score above what the best of those
 * phrases score on the same photos? Photos that another description suits better are no answer. And how well is well
 * enough is read from the phrases themselves, each judged in the same way on the same library. Nothing here knows the
 * scale of a model's cosines; docs/verdict.md has the figures.
 */

import { fastDot } from '../../base/dot.ts';

export type Verdict = 'strong' | 'fair' | 'weak';

/** A photo as a search found it. */
export interface ScoredPhoto {
  /** Cosine of photo and query. */
  readonly score: number;
  /** See `rivalsOf`: the same for every query. */
  readonly rivals: number;
}

/** What queries are held against: made once for a model and a library (or part of one), and kept. */
export interface Yardstick {
  /** Unit vectors of other things one could have asked for. */
  readonly references: readonly Float32Array[];
  /** How much a photo's scores differ from one reference to the next: standard deviation, mean over photos. */
  readonly spread: number;
  /** How well each reference fits the library, ascending. */
  readonly fits: Float64Array;
}

export interface Judgement {
  readonly answer: Verdict;
  /** 0 to 1: the share of the references that fit the library less well than the query. */
  readonly share: number;
  /** The verdict on a single result; none is better than the answer's. */
  of(photo: ScoredPhoto): Verdict;
}

/** The answer is judged by this share of the photos, and at most by so many of them: one photo may score well by chance. */
const JUDGED_SHARE = 0.03;
const MOST_JUDGED = 30;

/** A photo's best descriptions: the mean of so many, since a single reference may be the query in other words. */
const RIVALS = 3;

/** How much of the advantage that the best of many photos have by chance is taken off; fitted for 1 to 1,000 photos. */
const CHANCE = 0.6;

/** The share of references that fit a large library at least as well as this verdict asks for; fitted, see the docs. */
const AS_GOOD = { fair: 0.4, strong: 0.2 };

/** In a library of so many photos, only half that share has anything to find. */
const FEW_PHOTOS = 3;

/** Photos that stand for all that are searched, where these are more. */
export const SAMPLE_SIZE = 400;

/** How many of the best photos `judge` wants of a library of this size. */
export function judgedCount(total: number): number {
  return Math.min(MOST_JUDGED, Math.ceil(JUDGED_SHARE * total));
}

/**
 * @param references unit vectors of the query's kind: `ORDINARY_PHRASES`, embedded as queries are, for words; random
 *   photos of the library for a photo as query. At least four.
 * @param sample unit vectors of the photos that are searched; of many, `SAMPLE_SIZE` of them.
 */
export function makeYardstick(references: readonly Float32Array[], sample: readonly Float32Array[]): Yardstick {
  const rivals = sample.map((photo) => rivalsAt(photo, references));
  const spread = mean(rivals.map((photo) => photo.deviation));
  const fits = references.map((_, own) => {
    const photos = rivals.map(({ scores, best }) => {
      const score = scores[own]!;
      // A reference is no rival to itself.
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
 * @param best the photos that score highest, best first: `judgedCount(total)` of them; more are not looked at.
 * @param scores of all photos searched, `best` among them: how many, and the standard deviation of their scores
 *   (approximate scores will do).
 */
export function judge(
  yardstick: Yardstick,
  best: readonly ScoredPhoto[],
  scores: { readonly total: number; readonly deviation: number },
): Judgement {
  const { spread, fits } = yardstick;
  const chance = chanceOf(scores.total, scores.deviation, spread);
  const marginOf = ({ score, rivals }: ScoredPhoto) => score - rivals;
  const shareAt = (margin: number) => shareBelow(fits, fitOf(margin, chance, spread));
  const judged = best.slice(0, judgedCount(scores.total));
  const share = judged.length === 0 ? 0 : shareAt(mean(judged.map(marginOf)));
  return {
    answer: verdictAt(share, scores.total),
    share,
    of: (photo) => verdictAt(Math.min(share, shareAt(marginOf(photo))), scores.total),
  };
}

function verdictAt(share: number, total: number): Verdict {
  const present = total / (total + FEW_PHOTOS);
  if (share >= 1 - AS_GOOD.strong * present) return 'strong';
  return share >= 1 - AS_GOOD.fair * present ? 'fair' : 'weak';
}

/**
 * What a photo's best descriptions among the references score on it.
 * @param photo its unit vector.
 */
export function rivalsOf(photo: Float32Array, { references }: Pick<Yardstick, 'references'>): number {
  return mean(rivalsAt(photo, references).best.slice(0, RIVALS));
}

/** What the references score on a photo; the best of them, one more than the rivals, descending. */
function rivalsAt(photo: Float32Array, references: readonly Float32Array[]) {
  const scores = references.map((reference) => fastDot(photo, reference));
  const best = scores.toSorted((a, b) => b - a).slice(0, RIVALS + 1);
  return { scores, best, deviation: deviation(scores) };
}

/**
 * What the best of many photos have on the average photo by chance. The largest of n independent normal values lies
 * about sqrt(2 ln n) deviations above their mean, the k-th largest about as far as the largest of n / k. The query's
 * own deviation is drawn half-way to the usual one: a query that tells the library's photos apart well is no lucky one.
 */
function chanceOf(total: number, deviationOfScores: number, spread: number): number {
  if (total === 0) return 0;
  return (Math.sqrt(2 * Math.log(total / judgedCount(total))) * (deviationOfScores + spread)) / 2;
}

/** A margin over the rivals, without what is chance, in units of the spread. */
function fitOf(margin: number, chance: number, spread: number): number {
  // Without any spread nothing stands out.
  return spread > 0 ? (margin - CHANCE * chance) / spread : 0;
}

/** The share of ascending values that are smaller. */
function shareBelow(ascending: Float64Array, value: number): number {
  const smaller = ascending.findIndex((other) => other >= value);
  return ascending.length === 0 ? 0 : (smaller === -1 ? ascending.length : smaller) / ascending.length;
}

/** 0 for no values. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
