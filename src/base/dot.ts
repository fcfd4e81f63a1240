/** Dot products of vectors: of two unit vectors it is their cosine. */

/**
 * In double precision and in order, so that it is the same number on every machine. A product of two float32 numbers is
 * exact in double precision.
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * With four sums side by side, which is about as fast as JavaScript gets, and may differ from `dot` in the last bits: for
 * comparisons, not for scores that are shown.
 */
export function fastDot(a: Float32Array, b: Float32Array): number {
  const whole = a.length - (a.length % 4);
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    one += a[i]! * b[i]!;
    two += a[i + 1]! * b[i + 1]!;
    three += a[i + 2]! * b[i + 2]!;
    four += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) one += a[i]! * b[i]!;
  return one + two + three + four;
}
