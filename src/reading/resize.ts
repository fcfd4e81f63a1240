/** Shrinks pictures. */

import type { Picture } from './picture.ts';

/** Shrink a picture: each new pixel is the mean of the pixels that it covers. Never enlarges. */
export function shrink(picture: Picture, width: number, height: number): Picture {
  if (width >= picture.width && height >= picture.height) return picture;
  const data = new Uint8Array(3 * width * height);
  const columns = shares(picture.width, width);
  const rows = shares(picture.height, height);
  const sum = new Float32Array(3 * width);
  const narrow = new Float32Array(3 * width);
  let narrowed = -1;
  for (const [y, row] of rows.entries()) {
    sum.fill(0);
    for (const [index, weight] of row.weights.entries()) {
      const source = row.start + index;
      // The last row that one new row covers is often the first one of the next.
      if (source !== narrowed) narrowRow(picture, source, columns, narrow);
      narrowed = source;
      for (let each = 0; each < sum.length; each++) sum[each]! += weight * narrow[each]!;
    }
    for (let each = 0; each < sum.length; each++) data[sum.length * y + each] = sum[each]! + 0.5;
  }
  return { data, width, height };
}

interface Share {
  /** First of the old pixels. */
  readonly start: number;
  /** Of each of the old pixels. Their sum is 1. */
  readonly weights: Float32Array;
}

/** Return which old pixels each new one covers, in one direction. */
function shares(oldLength: number, length: number): Share[] {
  return Array.from({ length }, (_, index) => {
    const [from, to] = [(index * oldLength) / length, ((index + 1) * oldLength) / length];
    const start = Math.floor(from);
    const end = Math.min(oldLength, Math.ceil(to));
    const weights = new Float32Array(end - start);
    for (let old = start; old < end; old++) {
      weights[old - start] = (Math.min(to, old + 1) - Math.max(from, old)) / (to - from);
    }
    return { start, weights };
  });
}

function narrowRow({ data, width }: Picture, row: number, columns: readonly Share[], narrow: Float32Array): void {
  for (let x = 0; x < columns.length; x++) {
    const { start, weights } = columns[x]!;
    let [red, green, blue] = [0, 0, 0];
    for (let index = 0; index < weights.length; index++) {
      const weight = weights[index]!;
      const source = 3 * (row * width + start + index);
      red += weight * data[source]!;
      green += weight * data[source + 1]!;
      blue += weight * data[source + 2]!;
    }
    narrow[3 * x] = red;
    narrow[3 * x + 1] = green;
    narrow[3 * x + 2] = blue;
  }
}
