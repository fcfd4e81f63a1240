/** Damages files at random, but in the same way in every run. */

import { type Random, seededRandom } from '../catalogs/made-up-vectors.ts';
import { SAMPLES } from './samples.ts';

const MOST_FLIPPED = 50;
const LONGEST_CHUNK = 4096;

interface Mutant {
  /** File name, with the kind of the sample. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Damage samples of each kind in turn. @param ending a key of SAMPLES. */
export async function mutants(ending: string, count: number): Promise<Mutant[]> {
  const samples = await Promise.all(
    Object.entries(SAMPLES[ending]!).map(async ([kind, make]) => ({ kind, file: await make() })),
  );
  const random = seededRandom(1 + Object.keys(SAMPLES).indexOf(ending));
  return Array.from({ length: count }, (_, i) => {
    const { kind, file } = samples[i % samples.length]!;
    return { name: `${i} ${kind.replaceAll(/[^\w ]+/g, ' ').trim()}.${ending}`, bytes: mutant(file, random) };
  });
}

/** @returns another content, perhaps none. */
function mutant(file: Buffer, random: Random): Buffer {
  for (;;) {
    const mutation = MUTATIONS[below(MUTATIONS.length, random)]!;
    const changed = mutation(file, random);
    if (!changed.equals(file)) return changed;
  }
}

const MUTATIONS = [flip, cut, swap, zero, duplicate, insert, changeLength];

function below(limit: number, random: Random): number {
  return Math.floor(random.next() * limit);
}

interface Chunk {
  readonly from: number;
  readonly to: number;
}

function chunk(file: Buffer, random: Random): Chunk {
  const from = below(file.length, random);
  return { from, to: Math.min(file.length, from + 1 + below(Math.min(LONGEST_CHUNK, file.length / 2), random)) };
}

function flip(file: Buffer, random: Random): Buffer {
  const copy = Buffer.from(file);
  for (let left = 1 + below(MOST_FLIPPED, random); left > 0; left--) {
    copy[below(file.length, random)] = below(256, random);
  }
  return copy;
}

function cut(file: Buffer, random: Random): Buffer {
  return file.subarray(0, below(file.length, random));
}

function swap(file: Buffer, random: Random): Buffer {
  const [first, second] = [chunk(file, random), chunk(file, random)].sort((a, b) => a.from - b.from) as [Chunk, Chunk];
  const between = Math.max(first.to, second.from);
  return Buffer.concat([
    file.subarray(0, first.from),
    file.subarray(between, Math.max(between, second.to)),
    file.subarray(first.to, between),
    file.subarray(first.from, first.to),
    file.subarray(Math.max(between, second.to)),
  ]);
}

function zero(file: Buffer, random: Random): Buffer {
  const { from, to } = chunk(file, random);
  return Buffer.from(file).fill(0, from, to);
}

function duplicate(file: Buffer, random: Random): Buffer {
  const { from, to } = chunk(file, random);
  return Buffer.concat([file.subarray(0, to), file.subarray(from)]);
}

function insert(file: Buffer, random: Random): Buffer {
  const at = below(file.length, random);
  const bytes = Array.from({ length: 1 + below(MOST_FLIPPED, random) }, () => below(256, random));
  return Buffer.concat([file.subarray(0, at), Buffer.from(bytes), file.subarray(at)]);
}

/** Change a number that may be the length of something, or its place: it is smaller than the file. */
function changeLength(file: Buffer, random: Random): Buffer {
  const copy = Buffer.from(file);
  const start = below(file.length, random);
  for (let i = 0; i < file.length; i++) {
    const at = (start + i) % file.length;
    const bytes = Math.min(random.next() < 0.5 ? 2 : 4, file.length - at);
    const [big, little] = [file.readUIntBE(at, bytes), file.readUIntLE(at, bytes)];
    const [value, write] = big <= little ? [big, 'writeUIntBE' as const] : [little, 'writeUIntLE' as const];
    if (value < 2 || value > file.length) continue;
    const most = 256 ** bytes - 1;
    const values = [0, 1, value - 1, value + 1, 2 * value, below(most, random), most];
    copy[write](Math.min(most, values[below(values.length, random)]!), at, bytes);
    return copy;
  }
  return copy;
}
