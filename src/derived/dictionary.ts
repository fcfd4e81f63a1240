/** Texts that many photos share, and the numbers that represent them in a column (dictionary encoding). */

export class Dictionary {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.numberOf(name);
  }

  /** Return the number of a text. A new text gets the next number. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.all.push(name);
    this.#numbers.set(name, this.all.length - 1);
    return this.all.length - 1;
  }
}
