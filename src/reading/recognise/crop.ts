/** Cuts a line of text out of a picture, and turns it so that it can be read from left to right. */

import type { Rectangle } from '../detect/rectangle.ts';
import type { Picture } from '../picture.ts';

/** Height of a line in pixels, as PP-OCR's recognition models take it from version 3 on. */
export const LINE_HEIGHT = 48;
/** Pixels. A longer line is squeezed, to limit the memory. */
const MOST_WIDTH = 3200;
/** Pixels. The model divides the width by eight. */
const LEAST_WIDTH = 8;
/** In each direction: letters of up to 400 pixels are averaged. */
const MOST_SAMPLES = 8;

/** In which direction a line is read, in quarter turns clockwise from the width of its rectangle. */
export type Turn = 0 | 1 | 2 | 3;

/** Pixels of a line: [3, LINE_HEIGHT, width], blue first, from -1 to 1. */
export interface Line {
  readonly pixels: Float32Array;
  readonly width: number;
}

/** Return the direction in which a line is read, in radians clockwise. */
export function directionOf({ angle }: Rectangle, turn: Turn): number {
  return angle + (turn * Math.PI) / 2;
}

/** Return the side of a rectangle across the direction in which it is read. */
export function thicknessOf({ width, height }: Rectangle, turn: Turn): number {
  return turn % 2 === 1 ? width : height;
}

/** Cut out the pixels of a line. */
export function cropLine(picture: Picture, rectangle: Rectangle, turn: Turn): Line {
  const thickness = thicknessOf(rectangle, turn);
  const length = rectangle.width + rectangle.height - thickness;
  const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round((LINE_HEIGHT * length) / thickness)));
  const angle = directionOf(rectangle, turn);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // For each pixel, in each direction.
  const samples = Math.max(1, Math.min(MOST_SAMPLES, Math.round(thickness / LINE_HEIGHT)));
  const plane = LINE_HEIGHT * width;
  const pixels = new Float32Array(3 * plane);
  const scale = 2 / 255 / samples ** 2;
  for (let y = 0; y < LINE_HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      for (let sample = 0; sample < samples ** 2; sample++) {
        const along = ((x + ((sample % samples) + 0.5) / samples) / width - 0.5) * length;
        const across = ((y + (Math.floor(sample / samples) + 0.5) / samples) / LINE_HEIGHT - 0.5) * thickness;
        addPixel(picture, rectangle.x + along * cos - across * sin, rectangle.y + along * sin + across * cos);
        for (let colour = 0; colour < 3; colour++) pixels[colour * plane + index]! += sampled[2 - colour]!;
      }
      for (let at = index; at < pixels.length; at += plane) pixels[at] = pixels[at]! * scale - 1;
    }
  }
  return { pixels, width };
}

const sampled = new Float32Array(3);

/** Sample the picture between its pixels. Beyond its edges, the edge goes on. */
function addPixel({ data, width, height }: Picture, x: number, y: number): void {
  const left = Math.max(0, Math.min(width - 1, x - 0.5));
  const top = Math.max(0, Math.min(height - 1, y - 0.5));
  const column = Math.floor(left);
  const row = Math.floor(top);
  const [dx, dy] = [left - column, top - row];
  const here = 3 * (row * width + column);
  const right = column + 1 < width ? 3 : 0;
  const below = row + 1 < height ? 3 * width : 0;
  for (let colour = 0; colour < 3; colour++) {
    const upper = data[here + colour]! * (1 - dx) + data[here + right + colour]! * dx;
    const lower = data[here + below + colour]! * (1 - dx) + data[here + below + right + colour]! * dx;
    sampled[colour] = upper * (1 - dy) + lower * dy;
  }
}
