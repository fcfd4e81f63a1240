/** Selects the first items of an order without sorting all of them. Pure. */

/**
 * Return the first `most` items in order.
 * @param compare negative when its first argument comes before the second one.
 */
export function firstOf<T>(items: Iterable<T>, most: number, compare: (a: T, b: T) => number): T[] {
  let kept: T[] = [];
  /** The last of the `most` first items so far: later items are not among the first. */
  let limit: T | undefined;
  const cut = () => {
    kept = kept.sort(compare).slice(0, most);
    limit = kept[most - 1];
  };
  for (const item of items) {
    if (limit !== undefined && compare(item, limit) > 0) continue;
    kept.push(item);
    // Sorting now and then costs less than finding the place of each item.
    if (kept.length > 2 * most + 100) cut();
  }
  cut();
  return kept;
}
