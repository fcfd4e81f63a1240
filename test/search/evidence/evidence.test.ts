import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AllEvidence,
  bonuses,
  bonusGroups,
  type Evidence,
  evidenceOf,
  FULL,
  metBy,
  NEARLY,
  weigh,
} from '../../../src/search/evidence/evidence.ts';

const PHOTOS = 100;
const everywhere = new Uint8Array(PHOTOS).fill(1);

function of(kind: Evidence['kind'], rows: readonly number[], { isSure = true, strength = FULL } = {}): Evidence {
  return evidenceOf({ kind, label: '', found: [], isSure }, everywhere, [{ rows, strength }]);
}
/** A word for what pictures show. */
const word = (...rows: number[]): Evidence => ({ ...of('words', rows), describes: true });
const name = (...rows: number[]) => of('words', rows);
const bonusOf = (evidence: AllEvidence) => bonuses(evidence, weigh(evidence, PHOTOS)) ?? new Float32Array(PHOTOS);

it('gives the rarer word more', () => {
  const bonus = bonusOf({ clues: [], words: [word(1, 2), word(2, 3, 4, 5, 6)] });
  expect(bonus[2]).toBeGreaterThan(1.5);
  expect(bonus[1]).toBeGreaterThan(bonus[3]!);
  expect(bonus[3]).toBeGreaterThan(0);
  expect(bonus[7]).toBe(0);
});

it('gives a photo with all words much more than one with some, and the more the rarer they are', () => {
  const words = [word(1, 2), word(1, 3), of('words', [1, 4], { strength: NEARLY })];
  const bonus = bonusOf({ clues: [], words });
  expect(bonus[1]).toBeGreaterThan(1.5);
  for (const row of [2, 3, 4]) expect(bonus[row]).toBeLessThan(0.5);
  expect(bonusOf({ clues: [], words: [word(1)] })[1]).toBe(2);
  expect(bonusOf({ clues: [], words: [word(1, 2, 3, 4, 5, 6, 7)] })[1]).toBeLessThan(2);
});

it('ignores a word that every photo has, and counts one that no photo has by half', () => {
  const all = word(...everywhere.keys());
  expect(bonusOf({ clues: [], words: [all] }).every((bonus) => bonus === 0)).toBe(true);
  const known = bonusOf({ clues: [], words: [word(1)] })[1]!;
  const unknown = bonusOf({ clues: [], words: [word(1), word()] })[1]!;
  expect([known, unknown]).toEqual([2, Math.ceil(64 / 1.5) / 64]);
});

it('gives a rare name as much as a picture that fits best, however many words there are', () => {
  const others = [word(), word(), word()];
  expect(bonusOf({ clues: [], words: [word(1), ...others] })[1]).toBeLessThan(0.5);
  expect(bonusOf({ clues: [], words: [name(1), ...others] })[1]).toBe(1);
  // Many photos have this one, and the reader may have misread the next one.
  expect(bonusOf({ clues: [], words: [name(...Array(30).keys()), ...others] })[1]).toBeLessThan(0.2);
  expect(bonusOf({ clues: [], words: [of('words', [1], { strength: NEARLY }), ...others] })[1]).toBeLessThan(0.5);
});

it('puts photos that meet the sure clues before one that has all words', () => {
  const anna = of('person', [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const bonus = bonusOf({ clues: [anna], words: [word(1, 20)] });
  expect(bonus[1]).toBeGreaterThan(2);
  expect(bonus[2]).toBeGreaterThan(bonus[20]!);
  expect(bonusOf({ clues: [of('person', [])], words: [word(20)] })[20]).toBe(2);
});

it('puts photos that meet all clues first, then those that meet some', () => {
  const clues = [of('date', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), of('person', [1, 20]), of('place', [1, 2])];
  const bonus = bonusOf({ clues, words: [word(90)] });
  expect([...bonusGroups(bonus)[0]!.rows]).toEqual([1]);
  expect(bonus[2]).toBeGreaterThan(bonus[20]!);
  // A picture that fits best has about one unit more than an average one.
  expect(bonus[3]).toBeGreaterThan(1);
  expect(bonus[1]! - bonus[2]!).toBeGreaterThan(1);
});

it('lets an unsure clue outweigh no picture', () => {
  const may = of('date', [1, 2, 3, 4, 5, 6, 7, 8], { isSure: false });
  const bonus = bonusOf({ clues: [may], words: [] });
  expect(bonus[1]).toBeGreaterThan(0);
  expect(bonus[1]).toBeLessThan(1);
});

it('counts only rows in scope, each with its largest strength', () => {
  const mask = Uint8Array.of(1, 0, 1);
  const made = evidenceOf({ kind: 'words', label: 'x', found: ['x'], isSure: true }, mask, [
    { rows: [0, 1, -1, 7], strength: NEARLY },
    { rows: [0, 2], strength: FULL },
    { rows: [2], strength: NEARLY },
  ]);
  expect([...made.strengths, made.photos]).toEqual([FULL, 0, FULL, 2]);
  expect(metBy(1, { clues: [], words: [made] })).toEqual([]);
  expect(metBy(2, { clues: [], words: [made] })).toEqual([{ evidence: made, strength: FULL }]);
});

it('puts each row with a bonus into one group, in falling order', () => {
  const rows = fc.uniqueArray(fc.nat(PHOTOS - 1), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 4 }), fc.array(rows, { maxLength: 6 }), (clues, words) => {
      const bonus = bonusOf({
        clues: clues.map((each) => of('date', each)),
        words: words.map((each) => word(...each)),
      });
      const groups = bonusGroups(bonus);
      const grouped = groups.flatMap((group) => [...group.rows]);
      expect(grouped.toSorted()).toEqual([...bonus.keys()].filter((row) => bonus[row]! > 0).toSorted());
      for (const [index, group] of groups.entries()) {
        expect(group.bonus).toBeGreaterThan(groups[index + 1]?.bonus ?? 0);
        for (const row of group.rows) expect(bonus[row]).toBe(group.bonus);
      }
    }),
  );
});
