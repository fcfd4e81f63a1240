/** Writes baseline JPEGs of random coefficients with random Huffman codes (ITU-T T.81), to compare decoders. */

import { segment } from './restarts.ts';

export interface RandomJpeg {
  readonly width: number;
  readonly height: number;
  /** Blocks of the luma in a unit: across, down. Absent: the picture is grey. */
  readonly sampling?: readonly [number, number] | undefined;
  /** Units between restart markers; 0: none. */
  readonly restartInterval: number;
  /** Share of the coefficients that are not zero, 0 to 1. */
  readonly density: number;
  readonly seed: number;
}

/** A symbol's code and its length in bits. */
type Codes = ReadonlyMap<number, readonly [code: number, length: number]>;

/** @returns the file, and the position of its coded data. */
export function randomJpeg(options: RandomJpeg): { readonly file: Buffer; readonly dataAt: number } {
  const { width, height, sampling, restartInterval, density, seed } = options;
  const random = randomNumbers(seed);
  const [across, down] = sampling ?? [1, 1];
  const components =
    sampling === undefined
      ? [[1, 1]]
      : [
          [across, down],
          [1, 1],
          [1, 1],
        ];
  const sizes = Array.from({ length: 12 }, (_, size) => size);
  const pairs = Array.from({ length: 160 }, (_, i) => ((i % 16) << 4) | (1 + Math.floor(i / 16)));
  const lowest = [0, 1].map(() => randomCodes(sizes, random));
  const others = [0, 1].map(() => randomCodes([0x00, 0xf0, ...pairs], random));

  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  const bits = new BitWriter();
  let values = components.map(() => 0);
  for (let unit = 0; unit < units; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.restart((unit / restartInterval - 1) % 8);
      values = components.map(() => 0);
    }
    for (const [i, [blocksAcross, blocksDown]] of components.entries()) {
      const table = Math.min(i, 1);
      for (let block = 0; block < blocksAcross! * blocksDown!; block++) {
        const value = Math.round(200 * (random() - 0.5));
        const size = sizeOf(value - values[i]!);
        bits.symbol(lowest[table]!.codes, size);
        bits.value(value - values[i]!, size);
        values[i] = value;
        writeOthers(bits, others[table]!.codes, { density, random, maxSize: MAX_SIZES[table]! });
      }
    }
  }
  const tables = [0, 1].flatMap((id) => [
    segment(0xdb, [id, ...Array.from({ length: 64 }, () => 1 + Math.floor(12 * random()))]),
    segment(0xc4, [id, ...lowest[id]!.spec]),
    segment(0xc4, [0x10 | id, ...others[id]!.spec]),
  ]);
  const frame = components.flatMap(([h, v], i) => [i + 1, (h! << 4) | v!, Math.min(i, 1)]);
  const header = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...tables,
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, components.length, ...frame]),
    segment(0xdd, [restartInterval >> 8, restartInterval & 255]),
    segment(0xda, [components.length, ...components.flatMap((_, i) => [i + 1, i === 0 ? 0 : 0x11]), 0, 63, 0]),
  ]);
  return { file: Buffer.concat([header, bits.end(), Buffer.from([0xff, 0xd9])]), dataAt: header.length };
}

/** Bits of a coefficient of the luma, and of the others: their samples stay near those of photos. */
const MAX_SIZES = [10, 3];

interface Randomness {
  readonly density: number;
  readonly random: () => number;
  readonly maxSize: number;
}

function writeOthers(bits: BitWriter, codes: Codes, { density, random, maxSize }: Randomness): void {
  let zeros = 0;
  for (let place = 1; place < 64; place++) {
    if (random() >= density) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.symbol(codes, 0xf0);
    const size = 1 + Math.floor(random() ** 3 * maxSize);
    bits.symbol(codes, (zeros << 4) | size);
    bits.value((random() < 0.5 ? -1 : 1) * Math.floor((1 + random()) * 2 ** (size - 1)), size);
    zeros = 0;
  }
  if (zeros > 0) bits.symbol(codes, 0x00);
}

function sizeOf(value: number): number {
  return value === 0 ? 0 : 1 + Math.floor(Math.log2(Math.abs(value)));
}

/** Give each symbol a code of 1 to 16 bits. @returns the codes, and as they stand in a file. */
function randomCodes(symbols: readonly number[], random: () => number): { codes: Codes; spec: number[] } {
  // The lengths are the depths of the leaves of a random tree. One leaf stays without a symbol: no code may be all ones.
  const lengths = [0];
  while (lengths.length <= symbols.length) {
    const leaf = Math.floor(lengths.length * random());
    if (lengths[leaf]! === 16) continue;
    lengths[leaf]!++;
    lengths.push(lengths[leaf]!);
  }
  lengths.sort((a, b) => a - b).pop();
  const shuffled = symbols.map((symbol) => ({ symbol, at: random() })).sort((a, b) => a.at - b.at);
  const codes = new Map<number, [number, number]>();
  let code = 0;
  for (const [i, { symbol }] of shuffled.entries()) {
    codes.set(symbol, [code, lengths[i]!]);
    code = (code + 1) << ((lengths[i + 1] ?? lengths[i]!) - lengths[i]!);
  }
  const counts = Array.from({ length: 16 }, (_, i) => lengths.filter((length) => length === i + 1).length);
  return { codes, spec: [...counts, ...shuffled.map(({ symbol }) => symbol)] };
}

class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #free = 8;

  symbol(codes: Codes, symbol: number): void {
    this.#write(...codes.get(symbol)!);
  }

  /** Negative values are stored as if one less, in `size` bits. */
  value(value: number, size: number): void {
    this.#write(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  restart(number: number): void {
    this.#fill();
    this.#bytes.push(0xff, 0xd0 + number);
  }

  end(): Buffer {
    this.#fill();
    return Buffer.from(this.#bytes);
  }

  #write(value: number, size: number): void {
    for (let bit = size - 1; bit >= 0; bit--) {
      this.#byte = (this.#byte << 1) | ((value >> bit) & 1);
      if (--this.#free > 0) continue;
      this.#bytes.push(this.#byte, ...(this.#byte === 0xff ? [0] : []));
      this.#byte = 0;
      this.#free = 8;
    }
  }

  /** Ones fill the last byte. */
  #fill(): void {
    while (this.#free < 8) this.#write(1, 1);
  }
}

/** Uniform numbers from 0 to 1: "mulberry32". */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
