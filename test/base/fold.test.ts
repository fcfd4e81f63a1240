import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, foldedLetters, foldedWords } from '../../src/base/fold.ts';

/** Texts of all kinds of letters, accents and widths. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."aAßẞſøØłŁæÆœđðþıİéÉñüÄöç ._-/'’★のがカﾊﾟﾃ東京ー５Ａﬁσςάй"),
    fc.constantFrom('e\u0301', 'u\u0308', '\u0438\u0306', 'か\u3099', '\u0627\u064e', '\u05d0\u05b7', 'हिन्दी', '한글'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

describe('folding', () => {
  it.each([
    ['Straße', 'STRASSE', 'strasse'],
    ['Łódź', 'lodz', 'ŁÓDŹ'],
    ['Tromsø', 'tromso', 'TROMSO'],
    ['Ærø', 'aero', 'AERO'],
    ['Köln', 'Ko\u0308ln', 'koln'],
    ['İstanbul', 'istanbul', 'ISTANBUL'],
    ['Ａｂｃ１２', 'abc12', 'ABC12'],
    ['東京ﾀﾜｰ', '東京タワー', '東京ﾀﾜー'],
    ['ガイド', 'カ\u3099イト\u3099', 'ｶﾞｲﾄﾞ'],
    ['Αθήνα', 'ΑΘΗΝΑ', 'αθηνα'],
    ['ΟΔΟΣ', 'οδος', 'Οδος'],
    ['John’s', "John's", 'johns'],
    ['مُحَمَّد', 'محمد', 'مـحـمد'],
    ['ﬁlm', 'film', 'FILM'],
    // Signs that consist of two characters in another form.
    ['\u219a', '\u2190\u0338', '\u219a'],
  ])('makes %s, %s and %s equal', (...spellings) => {
    for (const fold of [foldedLetters, folded, foldedWords]) {
      expect(new Set(spellings.map(fold)).size, spellings.map(fold).join(' | ')).toBe(1);
    }
  });

  it.each([
    ['か', 'が'],
    ['ハ', 'パ'],
    ['и', 'й'],
    ['हिन्दी', 'हन्द'],
    ['★', '☂'],
    ['東', '京'],
  ])('keeps %s and %s apart', (one, other) => {
    for (const fold of [foldedLetters, folded, foldedWords]) expect(fold(one)).not.toBe(fold(other));
  });

  it('changes nothing more the second time', () => {
    fc.assert(
      fc.property(text, (any) => {
        for (const fold of [foldedLetters, folded]) expect(fold(fold(any))).toBe(fold(any));
        expect(foldedLetters(foldedWords(any))).toBe(foldedWords(any));
      }),
    );
  });

  it('does not depend on the Unicode form', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (any, form) => {
        for (const fold of [foldedLetters, folded, foldedWords]) expect(fold(any.normalize(form))).toBe(fold(any));
      }),
    );
  });
});
