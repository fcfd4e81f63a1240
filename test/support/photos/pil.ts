/**
 * A slow, plain implementation of PIL's bicubic resize (Pillow, `src/libImaging/Resample.c`): two passes of a separable
 * filter whose support grows with the reduction, a = -0.5, rounded to 8 bits after each pass.
 */

export interface Raster {
  /** Interleaved 8-bit RGB. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function bicubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

interface Tap {
  readonly first: number;
  readonly weights: number[];
}

function taps(from: number, to: number): Tap[] {
  const scale = from / to;
  const filterScale = Math.max(1, scale);
  const support = 2 * filterScale;
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, i) => bicubic((i + first - centre + 0.5) / filterScale));
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

export function pilResize({ data, width, height }: Raster, toWidth: number, toHeight: number): Raster {
  const across = new Uint8ClampedArray(toWidth * height * 3);
  const columns = taps(width, toWidth);
  // Row by row, as the pixels are in memory.
  for (let y = 0; y < height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * data[(y * width + first + i) * 3 + channel]!;
        across[(y * toWidth + x) * 3 + channel] = Math.round(sum);
      }
    }
  }
  const down = new Uint8ClampedArray(toWidth * toHeight * 3);
  for (const [y, { first, weights }] of taps(height, toHeight).entries()) {
    for (let x = 0; x < toWidth * 3; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * across[(first + i) * toWidth * 3 + x]!;
      down[y * toWidth * 3 + x] = Math.round(sum);
    }
  }
  return { data: new Uint8Array(down.buffer), width: toWidth, height: toHeight };
}

export function crop({ data, width }: Raster, left: number, top: number, toWidth: number, toHeight: number): Raster {
  const out = new Uint8Array(toWidth * toHeight * 3);
  for (let y = 0; y < toHeight; y++) {
    const start = ((top + y) * width + left) * 3;
    out.set(data.subarray(start, start + toWidth * 3), y * toWidth * 3);
  }
  return { data: out, width: toWidth, height: toHeight };
}

/** Turn and mirror the raster as a viewer must for this EXIF orientation (1-8). */
export function orient(raster: Raster, orientation: number): Raster {
  if (orientation === 1) return raster;
  const { data, width, height } = raster;
  const turned = orientation >= 5;
  const [toWidth, toHeight] = turned ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [fromX, fromY] = SOURCES[orientation]!(x, y, width, height);
      const [from, to] = [(fromY * width + fromX) * 3, (y * toWidth + x) * 3];
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width: toWidth, height: toHeight };
}

/** Where the pixel displayed at (x, y) is stored, by orientation (CIPA DC-008, tag 0x0112). */
const SOURCES: Record<number, (x: number, y: number, width: number, height: number) => [number, number]> = {
  2: (x, y, width) => [width - 1 - x, y],
  3: (x, y, width, height) => [width - 1 - x, height - 1 - y],
  4: (x, y, _, height) => [x, height - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _, height) => [y, height - 1 - x],
  7: (x, y, width, height) => [width - 1 - y, height - 1 - x],
  8: (x, y, width) => [width - 1 - y, x],
};
