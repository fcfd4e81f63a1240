/** A map that forgets what was not used for longest. */
export class LruMap<Key, Value> {
  readonly #capacity: number;
  /** In the order of their last use: a Map keeps the order of insertion. */
  readonly #entries = new Map<Key, Value>();

  /** @param capacity entries. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
