import { expect, it } from 'vitest';
import { stars, starsOfPercent } from '../../../../src/library/metadata/values/parse-rating.ts';

it.each([
  ['4', 4],
  ['3.0', 3],
  ['3,0', 3],
  [' 5 ', 5],
  ['-1', -1],
  ['-1.0', -1],
  ['0', 0],
  ['0.0', 0],
  ['-0', 0],
  ['17', null],
  ['-2', null],
  ['', null],
  ['*****', null],
  ['0x3', null],
  ['NaN', null],
  [null, null],
])('rating %j -> %s', (text, rating) => {
  expect(stars(text)).toBe(rating);
});

it.each([
  ['0', 0],
  ['1', 1],
  ['12', 1],
  ['13', 2],
  ['25', 2],
  ['50', 3],
  ['75', 4],
  ['87', 4],
  ['99', 5],
  ['100', 5],
  ['101', null],
  ['-1', null],
  ['', null],
])('percent %j -> %s', (text, rating) => {
  expect(starsOfPercent(text)).toBe(rating);
});
