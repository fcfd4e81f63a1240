/** Dot products of vectors. The dot product of two unit vectors is their cosine. */

/**
 * Sum in double precision and in order, so that the result is the same on every machine. The product of two float32
 * numbers is exact in double precision.
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Add up four partial sums, which is about as fast as JavaScript gets. The result may differ from `dot` in the last
 * bits: use it for comparisons, not for scores that are shown.
 */
export function fastDot(a: Float32Array, b: Float32Array): number {
  const unrolledLength = a.length - (a.length % 4);
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let i = 0; i < unrolledLength; i += 4) {
    one += a[i]! * b[i]!;
    two += a[i + 1]! * b[i + 1]!;
    three += a[i + 2]! * b[i + 2]!;
    four += a[i + 3]! * b[i + 3]!;
  }
  for (let i = unrolledLength; i < a.length; i++) one += a[i]! * b[i]!;
  return one + two + three + four;
}
