/**
 * Finds perceptual hashes that differ by a few bits, without comparing all pairs. A hash has four bands of 16 bits: if two
 * hashes differ by at most 7 bits, at least one band differs by at most one bit. So each hash is compared only with those
 * that have such a band: of 200,000 random hashes, about 200.
 */

const BANDS = 4;
const BAND_BITS = 16;
const MOST_BITS = 7;
const FIRST_CAPACITY = 1_024;

/** Number of ones in each number of 16 bits. */
const ONES = new Uint8Array(2 ** BAND_BITS);
for (let number = 1; number < ONES.length; number++) ONES[number] = ONES[number >> 1]! + (number & 1);

/** An index of hashes, which are numbered from 0 as they are added. */
export class HashIndex {
  #count = 0;
  /** The bands of each hash. */
  #bands = new Uint16Array(FIRST_CAPACITY * BANDS);
  /** For each band and value: the latest hash with it, counted from 1. 0: none. */
  readonly #latest = new Int32Array(BANDS * 2 ** BAND_BITS);
  /** For each hash and band: the hash before it with the same value, counted from 1. */
  #before = new Int32Array(FIRST_CAPACITY * BANDS);

  /** @param hash of 8 bytes. */
  add(hash: Uint8Array): void {
    const start = this.#count * BANDS;
    if (start === this.#bands.length) this.#grow();
    this.#count++;
    for (let band = 0; band < BANDS; band++) {
      const value = bandOf(hash, band);
      const place = (band << BAND_BITS) | value;
      this.#bands[start + band] = value;
      this.#before[start + band] = this.#latest[place]!;
      this.#latest[place] = this.#count;
    }
  }

  /** Find the numbers of the hashes that differ by at most 7 bits, in rising order. */
  near(hash: Uint8Array): number[] {
    const wanted = Array.from({ length: BANDS }, (_, band) => bandOf(hash, band));
    const found = new Set<number>();
    for (let band = 0; band < BANDS; band++) {
      for (let bit = -1; bit < BAND_BITS; bit++) {
        const value = bit === -1 ? wanted[band]! : wanted[band]! ^ (1 << bit);
        let next = this.#latest[(band << BAND_BITS) | value]!;
        while (next !== 0) {
          const start = (next - 1) * BANDS;
          if (this.#distance(start, wanted) <= MOST_BITS) found.add(next - 1);
          next = this.#before[start + band]!;
        }
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  #distance(start: number, wanted: readonly number[]): number {
    const bands = this.#bands;
    return (
      ONES[bands[start]! ^ wanted[0]!]! +
      ONES[bands[start + 1]! ^ wanted[1]!]! +
      ONES[bands[start + 2]! ^ wanted[2]!]! +
      ONES[bands[start + 3]! ^ wanted[3]!]!
    );
  }

  #grow(): void {
    const [bands, before] = [this.#bands, this.#before];
    this.#bands = new Uint16Array(2 * bands.length);
    this.#bands.set(bands);
    this.#before = new Int32Array(2 * before.length);
    this.#before.set(before);
  }
}

function bandOf(hash: Uint8Array, band: number): number {
  return (hash[band * 2]! << 8) | hash[band * 2 + 1]!;
}
