/**
 * Any character of Unicode, as a unit of `fc.string`. The unit "binary" of fast-check has the same characters, but takes
 * a second to set up in each process.
 */

import fc from 'fast-check';

/** Lone surrogates are no characters: these code points are left out. */
const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;

export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES })
  // fast-check uses the way back for strings of its own, such as "__proto__".
  .map(characterAt, placeOf);

function characterAt(place: number): string {
  return String.fromCodePoint(place < FIRST_SURROGATE ? place : place + SURROGATES);
}

function placeOf(character: unknown): number {
  const point = typeof character === 'string' ? (character.codePointAt(0) ?? 0) : 0;
  const place = point < FIRST_SURROGATE ? point : point - SURROGATES;
  if (characterAt(place) !== character) throw new Error('This is not one character.');
  return place;
}
