import fc from 'fast-check';
import { expect, it } from 'vitest';
import { browseCursor, rankCursor, searchKey } from '../../../src/search/rank/cursor.ts';

const position = {
  search: fc.string().map((text) => searchKey(text)),
  newest: fc.string({ maxLength: 40 }),
  photo: fc.string({ maxLength: 40 }),
};
const key = fc.oneof(fc.nat(), fc.string({ maxLength: 60 }));
const inList = fc.record({ ...position, key, left: fc.integer({ min: 1, max: 1_000_000 }) });
const weights = fc.array(
  fc.double({ min: 0, max: 20, noNaN: true }).map((weight) => weight + 0),
  { maxLength: 16 },
);
const inRanking = fc.record({
  ...position,
  unit: fc.double({ min: 0, max: 1, noNaN: true }),
  clues: weights,
  words: weights,
  all: fc.double({ min: 0, max: 2, noNaN: true }).map((all) => all + 0),
  today: fc.nat(),
  rank: fc.double({ min: -2, max: 20, noNaN: true }).map((rank) => rank + 0),
});

it('is decoded unchanged, to the last bit', () => {
  fc.assert(
    fc.property(inRanking, inList, (ranked, listed) => {
      expect(rankCursor.decode(rankCursor.encode(ranked), ranked.search)).toEqual(ranked);
      expect(browseCursor.decode(browseCursor.encode(listed), listed.search)).toEqual(listed);
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
        for (const { decode } of [rankCursor, browseCursor]) {
          expect(() => decode(text, 'here')).toThrow(expect.objectContaining({ code: 'bad-query' }));
        }
      },
    ),
  );
  const other = rankCursor.encode({
    search: searchKey('dog'),
    newest: 'a',
    unit: 0,
    clues: [],
    words: [],
    all: 1,
    today: 0,
    rank: 1,
    photo: 'b',
  });
  expect(() => rankCursor.decode(other, searchKey('cat'))).toThrow(/other words or filters/);
});
