/** Corrects words with one typing error, by the words that the model knows. Pure. */

/** A shorter word with an error may be another word. */
const SHORTEST = 5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Replace words that the model does not know, but that differ by one letter, or by two neighbours in the wrong order, from
 * a word that it knows. Only words of plain letters: names in other scripts are no errors.
 * @param rankOf returns the rank of a lower-case word in the model's vocabulary, small for common words; undefined for a
 *   word that is not there as a whole.
 * @returns undefined if nothing is to be replaced.
 */
export function corrected(text: string, rankOf: (word: string) => number | undefined): string | undefined {
  const replaced = text.replace(/(?<![\p{L}\p{M}\p{N}])[a-z]+(?![\p{L}\p{M}\p{N}])/giu, (word) => {
    const plain = word.toLowerCase();
    if (plain.length < SHORTEST || rankOf(plain) !== undefined) return word;
    return mostCommon(neighbours(plain), rankOf) ?? word;
  });
  return replaced === text ? undefined : replaced;
}

function mostCommon(words: Iterable<string>, rankOf: (word: string) => number | undefined): string | undefined {
  let best: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const rank = word.length < SHORTEST ? undefined : rankOf(word);
    if (rank !== undefined && rank < bestRank) [best, bestRank] = [word, rank];
  }
  return best;
}

/** All words at one error's distance. The first letter is nearly always right. */
function* neighbours(word: string): Generator<string> {
  for (let at = 1; at <= word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    for (const letter of LETTERS) {
      yield before + letter + after;
      if (after !== '') yield before + letter + after.slice(1);
    }
    if (after !== '') yield before + after.slice(1);
    if (after.length > 1) yield before + after[1] + after[0] + after.slice(2);
  }
}
