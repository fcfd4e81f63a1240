/** Draws many photos on one numbered sheet. Pure. */

import type { Thumbnail } from './thumbnail.ts';

const GAP = 4;
const BACKGROUND = 32;
/** Grey value of the square of a photo that cannot be shown. */
const EMPTY = 64;

export interface SheetLayout {
  readonly columns: number;
  readonly rows: number;
  /** Edge of each photo's square, in pixels. */
  readonly cell: number;
}

/** Compute the largest squares with which `count` photos fit on a sheet whose longest edge is `maxEdge` pixels. */
export function sheetLayout(count: number, maxEdge: number): SheetLayout {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  const rows = Math.max(1, Math.ceil(count / columns));
  return { columns, rows, cell: Math.floor((maxEdge - GAP) / columns) - GAP };
}

/**
 * Draw the photos row by row, each with its number, from 1, in its upper left corner.
 * @param photos raw RGBA, none larger than a square of the layout; undefined: a grey square with its number.
 * @returns the sheet as a binary PPM file (Netpbm's P6: lines of text, then interleaved 8-bit RGB).
 */
export function contactSheet(photos: readonly (Thumbnail | undefined)[], layout: SheetLayout): Buffer {
  const { columns, rows, cell } = layout;
  const canvas = new Canvas(GAP + columns * (cell + GAP), GAP + rows * (cell + GAP));
  canvas.fill(0, 0, canvas.width, canvas.height, BACKGROUND);
  for (const [index, photo] of photos.entries()) {
    const left = GAP + (index % columns) * (cell + GAP);
    const top = GAP + Math.floor(index / columns) * (cell + GAP);
    if (photo === undefined) canvas.fill(left, top, cell, cell, EMPTY);
    else canvas.draw(photo, left + Math.floor((cell - photo.width) / 2), top + Math.floor((cell - photo.height) / 2));
    canvas.label(String(index + 1), left, top);
  }
  return Buffer.concat([Buffer.from(`P6\n${canvas.width} ${canvas.height}\n255\n`), canvas.rgb]);
}

/**
 * Digits of 3 x 5 dots; each number is a row of three bits. A system may have no fonts, and sharp would then draw no
 * text.
 */
const DIGITS = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 3, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 2, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
] as const;
/** Pixels for each dot of a digit. */
const DOT = 3;

class Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Uint8Array(width * height * 3);
  }

  fill(left: number, top: number, width: number, height: number, grey: number): void {
    for (let y = top; y < top + height; y++) {
      this.rgb.fill(grey, (y * this.width + left) * 3, (y * this.width + left + width) * 3);
    }
  }

  draw({ data, width, height }: Thumbnail, left: number, top: number): void {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [from, to] = [(y * width + x) * 4, ((top + y) * this.width + left + x) * 3];
        for (let channel = 0; channel < 3; channel++) this.rgb[to + channel] = data[from + channel]!;
      }
    }
  }

  /** Draw a number in white on a black box. */
  label(digits: string, left: number, top: number): void {
    this.fill(left, top, DOT * (4 * digits.length + 1), DOT * 7, 0);
    for (const [index, digit] of Array.from(digits, Number).entries()) {
      for (const [row, bits] of DIGITS[digit]!.entries()) {
        for (let column = 0; column < 3; column++) {
          if ((bits & (4 >> column)) === 0) continue;
          this.fill(left + DOT * (1 + 4 * index + column), top + DOT * (1 + row), DOT, DOT, 255);
        }
      }
    }
  }
}
