import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLines, safeText, unescaped } from '../../src/base/safe-text.ts';
import { anyCharacter } from '../support/any-character.ts';

/** Strings in which the special characters are frequent. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\u001b',
      '\u0000',
      '\u009b',
      '\u200b',
      '\u200d',
      '\u202e',
      '\u2066',
      '\u2028',
      '\ufeff',
    ),
    fc.constantFrom('\u{e0041}', '\u{e01ef}', '\u00ad', '\u034f', '\u3164', '\ud800', '\udc00', '…', '\\', '/', '❤️'),
    fc.string({ unit: anyCharacter, minLength: 1, maxLength: 1 }),
  ),
  maxLength: 400,
});

describe('safeText', () => {
  it('leaves ordinary names unchanged', () => {
    for (const name of ['IMG_0001.JPG', 'C:\\Photos\\a b.png', 'Überfall/日本 旅行.jpg', 'مرحبا.jpg', '❤️ 2021.heic']) {
      expect(safeText(name)).toBe(name);
    }
  });

  it('escapes characters that are invisible or control a terminal', () => {
    expect(safeText('cat\u202egpj.exe')).toBe('cat\\u{202e}gpj.exe');
    expect(safeText('a\u001b[2Jb\nc')).toBe('a\\u{1b}[2Jb\\u{a}c');
    expect(safeText('x\u{e0049}\u200b.jpg')).toBe('x\\u{e0049}\\u{200b}.jpg');
  });

  it('leaves out the middle of a text that is too long', () => {
    expect(safeText('abcdefghij', 5)).toBe('ab…ij');
    expect(safeText(`${'a'.repeat(5000)}/end.jpg`)).toMatch(/^a{100,}…a+\/end\.jpg$/);
  });

  it('never returns an invisible character, nor more characters than the limit', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 120 }), (text, max) => {
        const shown = safeText(text, max);
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(shown.replaceAll('\ufe0f', '')).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
        );
      }),
    );
  });

  it('changes nothing when it is applied twice', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(safeText(safeText(text))).toBe(safeText(text));
      }),
    );
  });

  it('can be given back', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const plain = text.replaceAll('\\', '');
        expect(unescaped(safeText(plain, Number.POSITIVE_INFINITY))).toBe(plain);
      }),
    );
    expect(unescaped('a \\u{110000} \\u{} \\u{zz}')).toBe('a \\u{110000} \\u{} \\u{zz}');
  });

  it('cuts no escape sequence in two', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const cut = safeText(text.replaceAll('\\', ''), max);
        expect(cut.replace(/\\u\{[0-9a-f]+\}/g, '')).not.toContain('\\');
      }),
    );
  });
});

describe('safeLines', () => {
  it('keeps lines apart, and cuts the end off', () => {
    expect(safeLines('one\ntwo\u202e', ' / ', 100)).toBe('one / two\\u{202e}');
    expect(safeLines('one\ntwo', '\n', 6)).toBe('one\nt…');
    expect(safeLines('x'.repeat(100_000), '\n', 500)).toHaveLength(500);
  });

  it('never returns an invisible character, nor more characters than the limit', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 120 }), (text, max) => {
        const shown = safeLines(text, ' / ', max);
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(safeText(shown, Number.POSITIVE_INFINITY)).toBe(shown);
      }),
    );
  });
});
