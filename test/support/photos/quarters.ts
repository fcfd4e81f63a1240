/** A drawing whose four quarters show how it was turned and whether its colours are right. */

import sharp from 'sharp';
import { type DecodedPhoto, decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';

const COLOURS = { red: [220, 30, 30], green: [30, 180, 30], blue: [30, 30, 220], white: [240, 240, 240] } as const;
type Colour = keyof typeof COLOURS;

export const WIDTH = 64;
export const HEIGHT = 48;
/** Top left, top right, bottom left, bottom right. */
export const UPRIGHT = 'red green blue white';

/** Colours as displayed, when the file stores `UPRIGHT` with the orientation (EXIF, 1 to 8). */
export const DISPLAYED: Record<number, string> = {
  1: UPRIGHT,
  2: 'green red white blue',
  3: 'white blue green red',
  4: 'blue white red green',
  5: 'red blue green white',
  6: 'blue red white green',
  7: 'white green blue red',
  8: 'green white red blue',
};

/** Interleaved RGB. */
export function quarterPixels(): Buffer {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3);
  const quarters = Object.values(COLOURS);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      rgb.set(quarters[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)]!, (y * WIDTH + x) * 3);
    }
  }
  return rgb;
}

export function quarters() {
  return sharp(quarterPixels(), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** Run the real decoder, to a square of 32 pixels. */
export function decode(bytes: Buffer): Promise<DecodedPhoto> {
  const edges = { width: 32, height: 32 };
  return decodePhoto(bytes, () => ({ ...edges, left: 0, top: 0, crop: edges }), 'linear', createMemoryBudget(600e6));
}

/** Returns the colours in the quarters of a decoded picture. @param tolerance of each channel, of 255. */
export function quartersOf({ rgb }: Pick<DecodedPhoto, 'rgb'>, tolerance = 40): string {
  return [
    [8, 8],
    [24, 8],
    [8, 24],
    [24, 24],
  ]
    .map(([x, y]) => colourAt(rgb, (y! * 32 + x!) * 3, tolerance))
    .join(' ');
}

function colourAt(rgb: Uint8Array, at: number, tolerance: number): Colour | string {
  const pixel = [...rgb.subarray(at, at + 3)];
  const names = Object.keys(COLOURS) as Colour[];
  return (
    names.find((name) => COLOURS[name].every((value, channel) => Math.abs(value - pixel[channel]!) <= tolerance)) ??
    `rgb(${pixel})`
  );
}
