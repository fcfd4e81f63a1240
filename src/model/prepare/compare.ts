/** Runs a model's graph and a prepared one side by side: do they give the same vectors, and which one is faster? */

export interface Comparison {
  readonly isIdentical: boolean;
  /** Median for one input, in milliseconds. */
  readonly msBefore: number;
  readonly msAfter: number;
}

/** Descriptions of different lengths. */
export const TEXTS = [
  'dog',
  'a red car',
  'two children playing in the snow',
  'the old harbour at night, with lights on the water',
  'my grandmother reading a newspaper on the balcony of her flat, in black and white',
];

/**
 * Embed every input with both, one after the other. Other programs that slow the machine down then slow down both.
 * Stops at the first difference.
 */
export async function compareTowers<Input>(
  before: { embed(inputs: readonly Input[]): Promise<Float32Array[]> },
  after: { embed(inputs: readonly Input[]): Promise<Float32Array[]> },
  inputs: readonly Input[],
): Promise<Comparison> {
  const [beforeMs, afterMs]: [number[], number[]] = [[], []];
  // The first run of a session also reserves memory.
  for (const tower of [before, after]) await tower.embed(inputs.slice(0, 1));
  for (const input of inputs) {
    const expected = await timed(beforeMs, () => before.embed([input]));
    const given = await timed(afterMs, () => after.embed([input]));
    if (!isSame(expected[0]!, given[0]!))
      return { isIdentical: false, msBefore: median(beforeMs), msAfter: median(afterMs) };
  }
  return { isIdentical: true, msBefore: median(beforeMs), msAfter: median(afterMs) };
}

export async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  times.push(performance.now() - startedAt);
  return result;
}

export function median(times: readonly number[]): number {
  const middle = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return Math.round(middle * 100) / 100;
}

/** Draw pictures that use the whole range of a model: gradients of colours, with more and more noise. */
export function drawPictures(count: number, { width, height }: { width: number; height: number }): Uint8Array[] {
  let state = 1;
  const random = () => {
    // Numerical Recipes' linear congruential generator.
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [0, 1].map(() => [random(), random(), random()]) as [number[], number[]];
    const noise = index / count;
    const picture = new Uint8Array(width * height * 3);
    for (let i = 0; i < picture.length; i++) {
      const row = i / picture.length;
      const colour = from[i % 3]! * (1 - row) + to[i % 3]! * row;
      picture[i] = 255 * (colour * (1 - noise) + random() * noise);
    }
    return picture;
  });
}

/** True if the vectors are the same, bit by bit. */
function isSame(a: Float32Array, b: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
