import { expect, it } from 'vitest';
import { collectEvidence, type Known } from '../../../src/search/evidence/collect.ts';
import { metBy } from '../../../src/search/evidence/evidence.ts';
import { PEOPLE, readerOf } from '../../support/catalogs/known-library.ts';

/** Rows 0 to 3: nobody, Anna, Tom, both. Row 4 is out of scope. */
const known: Known = {
  mask: Uint8Array.of(1, 1, 1, 1, 0),
  rowsWith: () => [],
  nearWords: () => [],
  rowsWithText: () => [],
  rowsTaken: () => [],
  rowsShowing: (name) => (name === 'Tom' ? [2, 3, 4] : [1, 3]),
};
const read = readerOf([], PEOPLE);
const rowsOf = (text: string) =>
  collectEvidence([read(text)], known).clues.map(({ label, isNegated, rows }) => ({ label, isNegated, rows }));

it('finds the photos in scope that meet a clue, or do not if it is negated', () => {
  expect(rowsOf('tom without anna')).toEqual([
    { label: 'Tom', isNegated: undefined, rows: [2, 3] },
    { label: 'Anna Schmidt', isNegated: true, rows: [0, 2] },
  ]);
});

it('gives no reason that a photo does not have something', () => {
  const evidence = collectEvidence([read('tom without anna')], known);
  expect(metBy(2, evidence).map((met) => met.evidence.label)).toEqual(['Tom']);
});
