/** The sheet of numbered photos, pixel by pixel. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactSheet, sheetLayout } from '../../../src/library/render/contact-sheet.ts';

const RED = [255, 0, 0];

function plain(width: number, height: number, rgb: readonly number[]) {
  return {
    data: Uint8Array.from(
      Array(width * height)
        .fill([...rgb, 255])
        .flat(),
    ),
    width,
    height,
  };
}

/** Writes a binary PPM file, which other programs can read. */
function readPpm(file: Buffer) {
  const [header, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(file.toString('latin1'))!;
  const pixels = file.subarray(header.length);
  const at = (x: number, y: number) => [...pixels.subarray((y * Number(width) + x) * 3).subarray(0, 3)];
  return { width: Number(width), height: Number(height), bytes: pixels.length, at };
}

describe('contact sheet', () => {
  it('stays within its edge, with a square for each photo, for any number of photos', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 200, max: 1_000 }), (count, edge) => {
        const layout = sheetLayout(count, edge);
        expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(count);
        const { width, height, bytes } = readPpm(contactSheet([], layout));
        expect(bytes).toBe(width * height * 3);
        expect(width).toBeGreaterThan(edge - layout.columns);
        expect(width).toBeLessThanOrEqual(edge);
        expect(height).toBeLessThanOrEqual(width);
      }),
      { numRuns: 30 },
    );
  });

  it('shows each photo in the middle of its square, below its number, and a grey square for a missing one', () => {
    const layout = { columns: 2, rows: 2, cell: 100 };
    const sheet = readPpm(contactSheet([plain(100, 50, RED), undefined, plain(100, 100, RED)], layout));
    expect(sheet).toMatchObject({ width: 212, height: 212 });
    // The first square is at 4, 4. The background is above and below the wide photo.
    expect(sheet.at(60, 20)).toEqual([32, 32, 32]);
    expect(sheet.at(60, 54)).toEqual(RED);
    expect(sheet.at(160, 54)).toEqual([64, 64, 64]);
    expect(sheet.at(60, 160)).toEqual(RED);
    // The fourth square has no photo.
    expect(sheet.at(160, 160)).toEqual([32, 32, 32]);
    // "1" is a vertical stroke with a flag and a foot; the box around it is black.
    const dot = (column: number, row: number) => sheet.at(4 + 3 * column + 1, 4 + 3 * row + 1)[0];
    const one = [1, 2, 3, 4, 5].map((row) =>
      [1, 2, 3].map((column) => (dot(column, row) === 255 ? '#' : '.')).join(''),
    );
    expect(one).toEqual(['.#.', '##.', '.#.', '.#.', '###']);
    expect(dot(0, 0)).toBe(0);
  });
});
