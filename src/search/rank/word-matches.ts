/**
 * Words of a query that are also words of a photo's path, keywords, camera or place. "germany" finds the folder Germany,
 * `IMG_1234` that very file; in "germany beach" the beaches among the photos of that folder come first.
 */

/** Words that say nothing of what a photo is called, in a list that is short on purpose. */
const STOP_WORDS = new Set(
  `a an and are as at be by for from has have he her his i in into is it its me my of on or our photo photos picture
   pictures she that the their them there these they this to two up us was we were what when where which who with you
   your`.split(/\s+/),
);

/** More words than this in one query are no names. */
const MAX_WORDS = 16;

/** The words of some phrases that are worth looking for, each once. */
export function searchableWords(phrases: readonly string[]): string[] {
  const words = phrases
    .flatMap((phrase) => phrase.split(/\s+/))
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '' && !STOP_WORDS.has(word.toLowerCase()));
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/** Photos that have the same words of the query. */
export interface WordMatch {
  /** Rows of the photo table. */
  readonly rows: readonly number[];
  /** How much of the query these words make up, weighed by how rare they are: above 0, up to 1. */
  readonly coverage: number;
}

/** More kinds of matches than this are not told apart: the best of them count. */
const MAX_MATCHES = 8;

/** What a word that no photo has takes from the coverage of the others: it may describe the picture. */
const UNKNOWN_WORD = 1 / 2;

/** How much each word of a query counts. A first page fixes it for those that follow. */
export interface WordWeights {
  readonly each: readonly number[];
  /** What counts as all of the query. */
  readonly whole: number;
}

/**
 * A word that few photos have counts for more (inverse document frequency, as in K. Spärck Jones 1972), one that all
 * have counts for nothing.
 * @param rowsOf for each word of the query, the rows of the photos in scope that have it.
 * @param total photos in scope.
 */
export function weighWords(rowsOf: readonly (readonly number[])[], total: number): WordWeights {
  const each = rowsOf.map((rows) => Math.log(total / Math.max(1, rows.length)));
  const share = (word: number) => (rowsOf[word]!.length === 0 ? UNKNOWN_WORD : 1);
  return { each, whole: each.reduce((sum, weight, word) => sum + weight * share(word), 0) };
}

/** Sort photos by which words they have, those that have the most first. @param rowsOf as in `weighWords`. */
export function matchWords(rowsOf: readonly (readonly number[])[], { each, whole }: WordWeights): WordMatch[] {
  const wordsOf = new Map<number, number>();
  for (const [word, rows] of rowsOf.entries()) {
    if (!(each[word]! > 0)) continue;
    for (const row of rows) wordsOf.set(row, (wordsOf.get(row) ?? 0) | (1 << word));
  }
  const rowsByWords = new Map<number, number[]>();
  for (const [row, words] of wordsOf) {
    const rows = rowsByWords.get(words);
    if (rows === undefined) rowsByWords.set(words, [row]);
    else rows.push(row);
  }
  const coverageOf = (words: number) => each.reduce((sum, weight, word) => sum + (words & (1 << word) ? weight : 0), 0);
  return Array.from(rowsByWords, ([words, rows]) => ({ rows, coverage: Math.min(1, coverageOf(words) / whole) }))
    .sort((a, b) => b.coverage - a.coverage)
    .slice(0, MAX_MATCHES);
}

/** All the words of the query name the photo: they outweigh a picture that fits well, by as much again. */
const ALL_WORDS = 2;

/**
 * What words are worth: about as much as the best photo's cosine has over the mean, which of n photos is sqrt(2 ln n)
 * standard deviations by chance (the largest of n normal values). Measured with `npm run bench -- words`.
 */
export function wordUnit({ count, deviation }: { readonly count: number; readonly deviation: number }): number {
  return Math.sqrt(2 * Math.log(Math.max(1, count))) * deviation;
}

/**
 * What a match adds to a photo's cosine. Some of the words may be there by chance.
 * @param unit see `wordUnit`.
 */
export function wordBonus(coverage: number, unit: number): number {
  return (coverage >= 1 ? ALL_WORDS : coverage) * unit;
}
