/** Perceptual hash of 64 bits, to recognise copies, exports and shots of one burst. Pure. */

const COLUMNS = 9;
const ROWS = 8;
/** Smallest difference between the darkest and the brightest cell, of 255. */
const LEAST_CONTRAST = 4;

/**
 * Compute the difference hash: shrink the picture to 9 x 8 grey values; each of the 8 pairs of neighbours in a row
 * gives one bit, 1 if the left value is brighter. Scaling, compression and brightness hardly change the hash.
 * Source: N. Krawetz, "Kind of Like That" (2013).
 * @param rgb interleaved 8-bit RGB, width x height.
 * @returns 8 bytes, one for each row; null if the picture has so little contrast that the bits would be noise.
 */
export function differenceHash(rgb: Uint8Array, width: number, height: number): Uint8Array | null {
  const grey = shrink(rgb, width, height);
  if (Math.max(...grey) - Math.min(...grey) < LEAST_CONTRAST) return null;
  return Uint8Array.from({ length: ROWS }, (_, row) => {
    let bits = 0;
    for (let column = 0; column < COLUMNS - 1; column++) {
      const at = row * COLUMNS + column;
      bits = (bits << 1) | (grey[at]! > grey[at + 1]! ? 1 : 0);
    }
    return bits;
  });
}

/** Count the bits that differ: 0 for the same appearance, about 32 for unrelated pictures. */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) {
    for (let bits = a[i]! ^ b[i]!; bits !== 0; bits &= bits - 1) distance++;
  }
  return distance;
}

/** Compute the mean luma (ITU-R BT.601) of each cell. */
function shrink(rgb: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array(COLUMNS * ROWS);
  const counts = new Float64Array(COLUMNS * ROWS);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * COLUMNS) / width));
  let pixel = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * ROWS) / height) * COLUMNS;
    for (let x = 0; x < width; x++, pixel += 3) {
      const cell = row + columns[x]!;
      sums[cell]! += 0.299 * rgb[pixel]! + 0.587 * rgb[pixel + 1]! + 0.114 * rgb[pixel + 2]!;
      counts[cell]!++;
    }
  }
  return sums.map((sum, cell) => sum / (counts[cell] || 1));
}
