/** Texts that many photos share, and the numbers that stand for them in a column (dictionary encoding). */

export class Dictionary {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.numberOf(name);
  }

  /** The number of a text, given to it now where it has none yet. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.all.push(name);
    this.#numbers.set(name, this.all.length - 1);
    return this.all.length - 1;
  }
}
