import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor, searchKey } from '../../../src/search/rank/cursor.ts';

const position = fc.record({
  search: fc.string().map((text) => searchKey(text)),
  newest: fc.string({ maxLength: 40 }),
  unit: fc.double({ min: 0, max: 1, noNaN: true }),
  whole: fc.double({ min: 0, max: 99, noNaN: true }).map((whole) => whole + 0),
  each: fc.array(
    fc.double({ min: 0, max: 20, noNaN: true }).map((weight) => weight + 0),
    { maxLength: 16 },
  ),
  rank: fc.double({ min: -2, max: 20, noNaN: true }).map((rank) => rank + 0),
  photo: fc.string({ maxLength: 40 }),
});

it('is decoded unchanged, to the last bit', () => {
  fc.assert(
    fc.property(position, (at) => {
      expect(decodeCursor(encodeCursor(at), at.search)).toEqual(at);
    }),
  );
});

it('refuses everything that is not a cursor of this search', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (text) => {
        expect(() => decodeCursor(text, 'here')).toThrow(expect.objectContaining({ code: 'bad-query' }));
      },
    ),
  );
  const other = encodeCursor({
    search: searchKey('dog'),
    newest: 'a',
    unit: 0,
    whole: 0,
    each: [],
    rank: 1,
    photo: 'b',
  });
  expect(() => decodeCursor(other, searchKey('cat'))).toThrow(/other words or filters/);
});
