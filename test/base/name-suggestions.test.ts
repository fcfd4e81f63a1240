import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded } from '../../src/base/fold.ts';
import { editsBetween, nearNames } from '../../src/base/name-suggestions.ts';

describe('nearNames', () => {
  it('counts edits as a distance', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = editsBetween(a, b, 9);
        expect(editsBetween(b, a, 9)).toBe(edits);
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        // A limit saves work and changes nothing below it.
        for (const limit of [1, 2, 3]) expect(editsBetween(a, b, limit)).toBe(Math.min(edits, limit + 1));
      }),
    );
    expect(editsBetween('berlin', 'belrin', 3)).toBe(1);
    expect(editsBetween('kitten', 'sitting', 9)).toBe(3);
  });

  it('keeps the order of equally similar names', () => {
    expect(nearNames('Berln', ['Bern', 'Munich', 'BERLIN', 'Berlín'], folded, 3)).toEqual(['Bern', 'BERLIN', 'Berlín']);
  });
});
