/** Draws pictures of simple shapes, pixel by pixel: picsift's own processes forbid sharp to read SVG. */

import sharp from 'sharp';

export const WIDTH = 320;
export const HEIGHT = 240;

export type Colour = readonly [red: number, green: number, blue: number];

/** A coloured region. Lengths are in pixels. */
export interface Shape {
  readonly colour: Colour;
  covers(x: number, y: number): boolean;
}

export function box(left: number, top: number, width: number, height: number, colour: Colour): Shape {
  return { colour, covers: (x, y) => x >= left && x < left + width && y >= top && y < top + height };
}

export function ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number, colour: Colour): Shape {
  return { colour, covers: (x, y) => ((x - centreX) / radiusX) ** 2 + ((y - centreY) / radiusY) ** 2 < 1 };
}

/** A triangle that stands on its base. */
export function peak(centre: number, top: number, base: number, halfWidth: number, colour: Colour): Shape {
  const covers = (x: number, y: number) =>
    y >= top && y < base && Math.abs(x - centre) < (halfWidth * (y - top)) / (base - top);
  return { colour, covers };
}

/** All below a curve. */
export function below(curve: (x: number) => number, colour: Colour): Shape {
  return { colour, covers: (x, y) => y > curve(x) };
}

type Point = readonly [x: number, y: number];

/** Capital letters without curves, as lines in a field 4 wide and 6 high. */
const LETTERS: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  A: [
    [
      [0, 6],
      [2, 0],
      [4, 6],
    ],
    [
      [0.7, 4],
      [3.3, 4],
    ],
  ],
  E: [
    [
      [3.8, 0],
      [0, 0],
      [0, 6],
      [3.8, 6],
    ],
    [
      [0, 2.9],
      [3.2, 2.9],
    ],
  ],
  H: [
    [
      [0, 0],
      [0, 6],
    ],
    [
      [4, 0],
      [4, 6],
    ],
    [
      [0, 2.9],
      [4, 2.9],
    ],
  ],
  I: [
    [
      [2, 0],
      [2, 6],
    ],
  ],
  K: [
    [
      [0, 0],
      [0, 6],
    ],
    [
      [3.8, 0],
      [0, 3.7],
    ],
    [
      [1.4, 2.5],
      [4, 6],
    ],
  ],
  L: [
    [
      [0, 0],
      [0, 6],
      [3.7, 6],
    ],
  ],
  N: [
    [
      [0, 6],
      [0, 0],
      [4, 6],
      [4, 0],
    ],
  ],
  T: [
    [
      [0, 0],
      [4, 0],
    ],
    [
      [2, 0],
      [2, 6],
    ],
  ],
  W: [
    [
      [0, 0],
      [1, 6],
      [2, 1.5],
      [3, 6],
      [4, 0],
    ],
  ],
}; // prettier
const ADVANCE = 5.4;
const SPACE = 3.4;
const PEN = 0.4;

/** Lines of text. @param size height of a letter. */
export function lettering(text: string, left: number, top: number, size: number, colour: Colour): Shape {
  const scale = size / 6;
  let start = 0;
  const strokes = [...text].flatMap((letter) => {
    const from = start;
    start += letter === ' ' ? SPACE : ADVANCE;
    return letter === ' ' ? [] : LETTERS[letter]!.map((line) => line.map(([x, y]): Point => [x + from, y]));
  });
  const segments = strokes.flatMap((line) => line.slice(1).map((to, index) => [line[index]!, to] as const));
  return {
    colour,
    covers(x, y) {
      const at: Point = [(x - left) / scale, (y - top) / scale];
      if (at[1] < -1 || at[1] > 7) return false;
      return segments.some(([from, to]) => distance(at, from, to) < PEN);
    },
  };
}

function distance([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const share = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - fromX - share * dx, y - fromY - share * dy);
}

/** How bright the picture is at a point: a factor. */
export type Light = (x: number, y: number) => number;

/**
 * Draw the shapes, each over those before it.
 * @param light differs between neighbours, as in a photo: the perceptual hash of plain areas would be noise.
 * @param scale pixels for each of `WIDTH` and `HEIGHT`.
 * @returns a JPEG.
 */
export function drawJpeg(ground: Colour, shapes: readonly Shape[], light: Light, scale = 0.5): Promise<Buffer> {
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  const fromAbove = shapes.toReversed();
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0, row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column / scale, row / scale];
      const colour = fromAbove.find(({ covers }) => covers(x, y))?.colour ?? ground;
      const factor = light(x, y);
      for (const value of colour) pixels[at++] = value * factor;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}
