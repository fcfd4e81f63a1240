/** Generated vectors with the distribution of a model of the CLIP kind. */

export interface Random {
  /** Uniform, from 0 up to 1. */
  next(): number;
  /** Approximately normal, with standard deviation 1. */
  normal(): number;
}

/** Create a generator that returns the same numbers for the same seed: Marsaglia's xorshift of 32 bits. */
export function seededRandom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // The sum of four uniform numbers is close enough, and fast.
  return { next, normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3) };
}

/** Scale to length 1, in place. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}

/**
 * Generate vectors like those of a model of the CLIP kind: a strong common mean with one huge component, dimensions of
 * different deviations, and clusters of similar pictures. The constants are those of real CLIP ViT-B/16 vectors: the
 * mean's length is 0.79, its largest component is 0.66, and the deviations of the dimensions are about 0.023, some of
 * them three times that.
 */
export function clipLike(dimension: number, random: Random, clusters = 1_000): { next(): Float32Array } {
  const mean = Float64Array.from({ length: dimension }, () => (random.normal() * 0.43) / Math.sqrt(dimension));
  mean[Math.floor(dimension / 4)] = 0.66;
  const width = Float64Array.from({ length: dimension }, () => 0.61 * Math.exp(0.4 * random.normal()));
  const draw = (scale: number) => width.map((w) => (w * scale * random.normal()) / Math.sqrt(dimension));
  const centres = Array.from({ length: clusters }, () => draw(0.7));
  return {
    next() {
      const centre = centres[Math.floor(random.next() * clusters)]!;
      const vector = new Float32Array(dimension);
      for (let i = 0; i < dimension; i++) {
        const own = (width[i]! * 0.7 * random.normal()) / Math.sqrt(dimension);
        vector[i] = mean[i]! + centre[i]! + own;
      }
      return unit(vector);
    },
  };
}

/** Returns the vector of a nearly identical picture: the angle is about `distance`. */
export function nearDuplicate(vector: Float32Array, random: Random, distance: number): Float32Array {
  return unit(vector.map((value) => value + (distance * random.normal()) / Math.sqrt(vector.length)));
}
