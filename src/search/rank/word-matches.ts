/**
 * Matches words of a query with words of a photo's path, keywords, camera or place. "germany" finds the folder Germany,
 * `IMG_1234` finds that file; for "germany beach" the beaches among the photos of the folder Germany come first.
 */

/** Words that never name a photo. The list is short on purpose. */
const STOP_WORDS = new Set(
  `a an and are as at be by for from has have he her his i in into is it its me my of on or our photo photos picture
   pictures she that the their them there these they this to two up us was we were what when where which who with you
   your`.split(/\s+/),
);

/** Further words of a query are not matched. */
const MAX_WORDS = 16;

/** Return the words of some phrases that can name a photo, each once. */
export function searchableWords(phrases: readonly string[]): string[] {
  const words = phrases
    .flatMap((phrase) => phrase.split(/\s+/))
    .flatMap((word) => (WITHOUT_SPACES.test(word) ? segments(word) : word))
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '' && !STOP_WORDS.has(word.toLowerCase()));
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/** Scripts without spaces between words; Korean has spaces. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** A single character of Hiragana is an ending or a particle, such as の. */
const PARTICLE = /^\p{Script=Hiragana}$/u;
/** One segmenter knows the words of all these languages (Unicode Technical Report 29, with ICU's dictionaries). */
let segmenter: Intl.Segmenter | undefined;

/** Split a text without spaces into words: 東京の夜景 into 東京 and 夜景. */
function segments(text: string): string[] {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  const words = Array.from(segmenter.segment(text.normalize('NFKC')));
  return words
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
    .filter((word) => !PARTICLE.test(word));
}

/** Photos that have the same words of the query. */
export interface WordMatch {
  /** Rows of the photo table. */
  readonly rows: readonly number[];
  /** Share of the query that these words cover, weighted by their rarity: above 0, up to 1. */
  readonly coverage: number;
}

/** Only this many matches, the best ones, count. */
const MAX_MATCHES = 8;

/** Factor on the weight of a word that no photo has: it may describe the picture instead of naming it. */
const UNKNOWN_WORD = 1 / 2;

/** Weights of the words of a query. The first page fixes them for the following pages. */
export interface WordWeights {
  readonly each: readonly number[];
  /** Total weight of the whole query. */
  readonly whole: number;
}

/**
 * Compute the weights of the words: the fewer photos have a word, the larger its weight (inverse document frequency, as
 * in K. Spärck Jones 1972). A word that all photos have weighs nothing.
 * @param rowsOf for each word of the query, the rows of the photos in scope that have it.
 * @param total number of photos in scope.
 */
export function weighWords(rowsOf: readonly (readonly number[])[], total: number): WordWeights {
  const each = rowsOf.map((rows) => Math.log(total / Math.max(1, rows.length)));
  const share = (word: number) => (rowsOf[word]!.length === 0 ? UNKNOWN_WORD : 1);
  return { each, whole: each.reduce((sum, weight, word) => sum + weight * share(word), 0) };
}

/** Group photos by the words that they have, the largest coverage first. @param rowsOf as in `weighWords`. */
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

/** Bonus of a photo that is named by all words, in units: twice what a picture that fits well has. */
const ALL_WORDS = 2;

/**
 * Compute the unit of the bonus: about the difference between the best photo's cosine and the mean. For n photos it is
 * sqrt(2 ln n) standard deviations by chance (largest of n normal values). Measured with `npm run bench -- words`.
 */
export function wordUnit({ count, deviation }: { readonly count: number; readonly deviation: number }): number {
  return Math.sqrt(2 * Math.log(Math.max(1, count))) * deviation;
}

/**
 * Compute the bonus that a match adds to a photo's cosine. A part of the words may match by chance, so it counts less.
 * @param unit see `wordUnit`.
 */
export function wordBonus(coverage: number, unit: number): number {
  return (coverage >= 1 ? ALL_WORDS : coverage) * unit;
}
