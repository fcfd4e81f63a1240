/** Short queries from captions, as people type them: "brown dogs", "swimming pool". */

/** Words at which a phrase ends. A phrase also ends at words such as "running" and "slowly". */
const BETWEEN = new Set(
  (
    'a an the of in on at to with and or his her its their in into from by for as is are was be up down over under near ' +
    'off through it he she they them him while who that this there some something someone one two three four five ' +
    'several many another other each not out around across along behind front beside between next against toward ' +
    'towards top onto after before above below very has have had looks'
  ).split(' '),
);
const LONGEST = 3;
/** Numbers of photos for a phrase: fewer are chance, and more are not a useful search. */
const PHOTOS_PER_PHRASE = { min: 3, max: 150 };

/**
 * Collect phrases of one to three words.
 * @param captions of each photo, by its name.
 * @returns each phrase with the photos that have it in a caption.
 */
export function phrasesOf(captions: Readonly<Record<string, readonly string[]>>): Map<string, Set<string>> {
  const sentences = Object.values(captions).flat().map(wordsOf);
  const phrases = [...new Set(sentences.flatMap(endsOfRuns))];
  // A bar between the captions of a photo prevents a phrase across two captions.
  const searchable = Object.entries(captions).map(
    ([photo, texts]) => [photo, ` ${texts.map((text) => wordsOf(text).join(' ')).join(' | ')} `] as const,
  );
  const photosOf = (phrase: string) => searchable.filter(([, words]) => words.includes(` ${phrase} `));
  return new Map(
    phrases
      .map((phrase) => [phrase, new Set(photosOf(phrase).map(([photo]) => photo))] as const)
      .filter(([, photos]) => photos.size >= PHOTOS_PER_PHRASE.min && photos.size <= PHOTOS_PER_PHRASE.max),
  );
}

/**
 * Compute average precision: the mean, over the right results, of the share of right results up to that rank.
 * @param ranked whether each result is right, best first; all right results are among them.
 * @returns 0 to 1.
 */
export function averagePrecision(ranked: readonly boolean[]): number {
  let right = 0;
  let sum = 0;
  for (const [index, isRight] of ranked.entries()) if (isRight) sum += ++right / (index + 1);
  return right === 0 ? 0 : sum / right;
}

function wordsOf(caption: string): string[] {
  return caption.toLowerCase().match(/[a-z']+/g) ?? [];
}

/** Yields the last one, two and three words of every run of content words: "dog", "brown dog", "big brown dog". */
function endsOfRuns(words: readonly string[]): string[] {
  const phrases: string[] = [];
  let run: string[] = [];
  for (const word of [...words, 'the']) {
    if (!BETWEEN.has(word) && !/(?:ing|ly)$/.test(word)) {
      run.push(word);
      continue;
    }
    for (let length = 1; length <= Math.min(LONGEST, run.length); length++) phrases.push(run.slice(-length).join(' '));
    run = [];
  }
  return phrases;
}
