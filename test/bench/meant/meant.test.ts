import { expect, test } from 'vitest';
import { drawings, glyphs, libraryPhotos, NOTHING, queries } from './library.ts';
import { macroAverage, scores } from './scores.ts';

/** With fewer queries, one of them would decide about a class. */
const ENOUGH = 6;

const library = libraryPhotos();
const pictures = drawings();

test('the library has each path once, and a picture for each', () => {
  expect(new Set(library.map(({ path }) => path.toLowerCase())).size).toBe(library.length);
  for (const { path, photo, drawing } of library) {
    expect(
      [photo, drawing].filter((picture) => picture !== undefined),
      path,
    ).toHaveLength(1);
    if (drawing !== undefined) expect(pictures).toHaveProperty(drawing);
  }
  const drawn = library.flatMap(({ drawing }) => drawing ?? []);
  expect(drawn.toSorted()).toEqual(Object.keys(pictures).toSorted());
});

test('every character that fonts often lack has an outline', () => {
  const letters = Object.values(pictures).flatMap(({ lines }) => lines.flatMap(([text]) => [...text]));
  const lacking = letters.filter((letter) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(letter));
  expect(lacking.filter((letter) => !(letter in glyphs()))).toEqual([]);
});

test('every right answer is in the library', () => {
  const paths = new Set(library.map(({ path }) => path));
  for (const { id, class: kind, right } of queries()) {
    expect(
      right.filter((path) => !paths.has(path)),
      id,
    ).toEqual([]);
    expect(new Set(right).size, id).toBe(right.length);
    expect(right.length > 0, id).toBe(kind !== NOTHING);
  }
});

test('ids and queries are unique, and every class has enough queries', () => {
  const all = queries();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ query }) => query)).size).toBe(all.length);
  for (const kind of new Set(all.map((query) => query.class))) {
    expect(all.filter((query) => query.class === kind).length, kind).toBeGreaterThanOrEqual(ENOUGH);
  }
});

test('a program that refuses good answers scores less where nothing fits', () => {
  const answered = [
    { class: 'place', rank: 1, refused: false },
    { class: 'place', rank: 4, refused: true },
    { class: 'place', rank: 0, refused: true },
    { class: NOTHING, rank: 0, refused: true },
    { class: NOTHING, rank: 0, refused: true },
  ];
  const classes = scores(answered);
  expect(classes).toEqual([
    { name: 'place', queries: 3, success1: 1 / 3, success5: 2 / 3, reciprocal: 1.25 / 3 },
    { name: NOTHING, queries: 2, success1: 0.5, success5: 0.5, reciprocal: 0.5 },
  ]);
  expect(macroAverage(classes).success5).toBeCloseTo((2 / 3 + 0.5) / 2);
});
