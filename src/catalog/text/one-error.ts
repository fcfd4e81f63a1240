/** Finds a word in a text in spite of one error. Pure. */

/** One bit for each character of the pattern must fit into a number. */
export const MAX_PATTERN = 31;

/**
 * Decide whether the text contains the pattern with at most one error: a character that is wrong, missing or added, or
 * two neighbours that are swapped.
 * @param pattern at least two UTF-16 units, and at most `MAX_PATTERN`.
 */
export function containsNearly(text: string, pattern: string): boolean {
  // One error leaves one half as it is, unless the neighbours in the middle are swapped. To find that takes less time than
  // to compare the whole text.
  const middle = pattern.length >> 1;
  return (
    isNearHalf(text, pattern, 0, middle) ||
    isNearHalf(text, pattern, middle, pattern.length) ||
    text.includes(withSwapAt(middle - 1, pattern))
  );
}

/** Swap a character with the next one. */
export function withSwapAt(index: number, text: string): string {
  return text.slice(0, index) + text[index + 1]! + text[index]! + text.slice(index + 2);
}

/** Compare the pattern with the text around each place where a part of the pattern is. */
function isNearHalf(text: string, pattern: string, from: number, to: number): boolean {
  const half = pattern.slice(from, to);
  for (let at = text.indexOf(half); at !== -1; at = text.indexOf(half, at + 1)) {
    const start = Math.max(0, at - from - 1);
    if (hasOneError(text.slice(start, at - from + pattern.length + 1), pattern)) return true;
  }
  return false;
}

/**
 * Do the same with all of a text. This is the bitap algorithm of S. Wu and U. Manber (CACM 35, 1992), with the swaps of
 * H. Hyyrö (2003): bit i of a state says that the first i + 1 characters of the pattern end here.
 */
function hasOneError(text: string, pattern: string): boolean {
  const places = placesIn(pattern);
  const end = 1 << (pattern.length - 1);
  let exact = 0;
  let near = 1;
  /** Places where the next two characters of the pattern would begin, and where the last character of the text fits. */
  let [beforeLast, last] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const here = unit < places.length ? places[unit]! : 0;
    const former = exact;
    exact = ((former << 1) | 1) & here;
    const [added, wrong, missing] = [former, (former << 1) | 1, (exact << 1) | 1];
    const swapped = ((beforeLast << 2) | 2) & last & (here << 1);
    near = (((near << 1) | 1) & here) | added | wrong | missing | swapped;
    if ((near & end) !== 0) return true;
    beforeLast = former;
    last = here;
  }
  return false;
}

let latest: { readonly pattern: string; readonly places: Uint32Array } | undefined;

/** Return a bit for each place of each UTF-16 unit. Hundreds of texts are searched for the same pattern. */
function placesIn(pattern: string): Uint32Array {
  if (latest?.pattern === pattern) return latest.places;
  const units = Array.from({ length: pattern.length }, (_, i) => pattern.charCodeAt(i));
  const places = new Uint32Array(Math.max(0, ...units) + 1);
  for (const [i, unit] of units.entries()) places[unit]! |= 1 << i;
  latest = { pattern, places };
  return places;
}
