/** Finds a word in a text in spite of one wrong letter. Pure. */

/** One bit for each character of the pattern must fit into a number. */
export const MAX_PATTERN = 31;

/**
 * Decide whether the text contains the pattern with at most one character wrong, missing or added.
 * @param pattern at least two UTF-16 units, and at most `MAX_PATTERN`.
 */
export function containsNearly(text: string, pattern: string): boolean {
  // One error leaves one half as it is. To find that takes less time than to compare the whole text.
  const middle = pattern.length >> 1;
  return isNearHalf(text, pattern, 0, middle) || isNearHalf(text, pattern, middle, pattern.length);
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
 * Do the same with all of a text. This is the bitap algorithm of Wu and Manber: bit i of a state says that the first i + 1
 * characters of the pattern end here.
 */
function hasOneError(text: string, pattern: string): boolean {
  const places = placesIn(pattern);
  const end = 1 << (pattern.length - 1);
  let exact = 0;
  let near = 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const here = unit < places.length ? places[unit]! : 0;
    const former = exact;
    exact = ((former << 1) | 1) & here;
    const [added, wrong, missing] = [former, (former << 1) | 1, (exact << 1) | 1];
    near = (((near << 1) | 1) & here) | added | wrong | missing;
    if ((near & end) !== 0) return true;
  }
  return false;
}

let last: { readonly pattern: string; readonly places: Uint32Array } | undefined;

/** Return a bit for each place of each UTF-16 unit. Hundreds of texts are searched for the same pattern. */
function placesIn(pattern: string): Uint32Array {
  if (last?.pattern === pattern) return last.places;
  const units = Array.from({ length: pattern.length }, (_, i) => pattern.charCodeAt(i));
  const places = new Uint32Array(Math.max(0, ...units) + 1);
  for (const [i, unit] of units.entries()) places[unit]! |= 1 << i;
  last = { pattern, places };
  return places;
}
