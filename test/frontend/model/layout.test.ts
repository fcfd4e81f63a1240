/** Justified rows: every photo is in a row, rows fill the width, and nothing jumps when photos are added. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { justify, type LayoutOptions, type Row, shapeOf } from '../../../src/frontend/model/layout.ts';
import { movedBy } from '../../../src/frontend/model/moves.ts';

const size = fc.record({ width: fc.nat({ max: 20_000 }), height: fc.nat({ max: 20_000 }) });
const photos = fc.array(size, { maxLength: 60 });
const options: fc.Arbitrary<LayoutOptions> = fc.record({
  width: fc.integer({ min: 240, max: 3_000 }),
  rowHeight: fc.integer({ min: 80, max: 240 }),
  gap: fc.integer({ min: 0, max: 12 }),
});

const fullWidth = ({ widths }: Row, gap: number) =>
  widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);

describe('rows', () => {
  it('have each photo once, in its order', () => {
    fc.assert(
      fc.property(photos, options, (given, layout) => {
        const rows = justify(given, layout);
        const indexes = rows.flatMap(({ first, widths }) => widths.map((_, index) => first + index));
        expect(indexes).toEqual(given.map((_, index) => index));
      }),
    );
  });

  it('fill the width, except the last one, and are neither too high nor too low', () => {
    fc.assert(
      fc.property(photos, options, (given, layout) => {
        const rows = justify(given, layout);
        for (const [index, row] of rows.entries()) {
          const isLast = index === rows.length - 1;
          const width = fullWidth(row, layout.gap);
          expect(width).toBeLessThanOrEqual(layout.width);
          if (!isLast) expect(width).toBe(layout.width);
          expect(row.height).toBeGreaterThan(layout.rowHeight / 3);
          expect(row.height).toBeLessThan(3 * layout.rowHeight);
          expect(Number.isInteger(row.height) && row.widths.every(Number.isInteger)).toBe(true);
        }
      }),
    );
  });

  it('keep the shape of photos, unless that is extreme or unknown', () => {
    fc.assert(
      fc.property(photos, options, (given, layout) => {
        for (const { first, height, widths } of justify(given, layout)) {
          for (const [index, width] of widths.entries()) {
            expect(Math.abs(width - height * shapeOf(given[first + index]!))).toBeLessThan(3);
          }
        }
      }),
    );
    expect(shapeOf({ width: 0, height: 0 })).toBe(1);
    expect(shapeOf({ width: 9_000, height: 100 })).toBeLessThan(3);
    expect(shapeOf({ width: 100, height: 9_000 })).toBeGreaterThan(0.5);
  });

  it('stay as they are when photos are added, except the last one', () => {
    fc.assert(
      fc.property(photos, photos, options, (given, added, layout) => {
        const before = justify(given, layout).slice(0, -1);
        expect(justify([...given, ...added], layout).slice(0, before.length)).toEqual(before);
      }),
    );
  });
});

describe('arrow keys', () => {
  const rows = justify(
    Array.from({ length: 9 }, () => ({ width: 3, height: 2 })),
    { width: 600, rowHeight: 130, gap: 6 },
  );

  it('lead through the photos and the rows', () => {
    expect(rows.map(({ widths }) => widths.length)).toEqual([3, 3, 3]);
    expect(movedBy('ArrowRight', 2, rows, 6)).toBe(3);
    expect(movedBy('ArrowLeft', 3, rows, 6)).toBe(2);
    expect(movedBy('ArrowDown', 1, rows, 6)).toBe(4);
    expect(movedBy('ArrowUp', 5, rows, 6)).toBe(2);
    expect(movedBy('Home', 5, rows, 6)).toBe(0);
    expect(movedBy('End', 5, rows, 6)).toBe(8);
    expect(movedBy('x', 5, rows, 6)).toBeUndefined();
  });

  it('never lead away from the photos', () => {
    const key = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End');
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 1, maxLength: 40 }),
        options,
        fc.nat(),
        key,
        (given, layout, at, name) => {
          const index = at % given.length;
          const target = movedBy(name, index, justify(given, layout), layout.gap)!;
          expect(given[target]).toBeDefined();
          if (name === 'ArrowUp' || name === 'ArrowLeft') expect(target).toBeLessThanOrEqual(index);
          if (name === 'ArrowDown' || name === 'ArrowRight') expect(target).toBeGreaterThanOrEqual(index);
        },
      ),
    );
  });
});
