/** Finds a word in a text in spite of one wrong letter. Pure. */

/** One bit for each character of the pattern must fit into a number. */
export const MAX_PATTERN = 31;

/**
 * Decide whether the text contains the pattern with at most one character wrong, missing or added. This is the bitap
 * algorithm of Wu and Manber: bit i of a state says that the first i + 1 characters of the pattern end here.
 * @param pattern at most `MAX_PATTERN` UTF-16 units.
 */
export function containsNearly(text: string, pattern: string): boolean {
  const places = new Map<string, number>();
  for (let i = 0; i < pattern.length; i++) {
    places.set(pattern[i]!, (places.get(pattern[i]!) ?? 0) | (1 << i));
  }
  const end = 1 << (pattern.length - 1);
  let exact = 0;
  let near = 1;
  for (let i = 0; i < text.length; i++) {
    const here = places.get(text[i]!) ?? 0;
    const former = exact;
    exact = ((former << 1) | 1) & here;
    const [added, wrong, missing] = [former, (former << 1) | 1, (exact << 1) | 1];
    near = (((near << 1) | 1) & here) | added | wrong | missing;
    if ((near & end) !== 0) return true;
  }
  return false;
}
