/** The k-th highest lower bound found so far. A row whose upper bound is below it is not among the best k. */

export class Bar {
  value: number;
  readonly #k: number;
  #bounds: number[] = [];

  /** @param value a bar that is known already. */
  constructor(k: number, value = Number.NEGATIVE_INFINITY) {
    this.#k = k;
    this.value = value;
  }

  add(lowerBound: number): void {
    if (lowerBound > this.value) this.#bounds.push(lowerBound);
  }

  /** Raise the bar when enough bounds were added to make sorting worthwhile. */
  raise(): void {
    if (this.#bounds.length >= 2 * this.#k) this.settle();
  }

  /** Raise the bar with all bounds that were added. */
  settle(): void {
    this.#bounds.sort((a, b) => b - a);
    this.#bounds.length = Math.min(this.#bounds.length, this.#k);
    if (this.#bounds.length === this.#k) this.value = this.#bounds[this.#k - 1]!;
  }
}
