import { extname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';
import { safeFileName } from '../../../src/library/files/safe-file-name.ts';
import { anyCharacter } from '../../support/any-character.ts';

const device = fc.constantFrom('CON', 'nul', 'Aux', 'prn', 'COM1', 'lpt9', 'COM\u00b2', 'CONIN$');
const nasty = fc.constantFrom('/', '\\', '..', '.', '-', ' ', '<>:"|?*', '\n', '\0', '\u202e', '\ud800', '🏖️', 'é', '~');
const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 }).map(pathFromBytes);
const text = fc.string({ unit: anyCharacter, maxLength: 300 });
/** What may stand before the ending of a photo's name. */
const stem = fc
  .array(fc.oneof(device, nasty, bytes, text), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''));
const ending = fc.constantFrom('.jpg', '.JPEG', '.heic', '.cr3');
const number = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 }));

describe('safeFileName', () => {
  it('makes a name that Windows, FAT and shells accept, from every name', () => {
    fc.assert(
      fc.property(fc.oneof(stem, fc.constant('')), fc.oneof(ending, fc.constant('')), number, (before, after, n) => {
        const name = safeFileName(before + after, n);
        expect(Buffer.byteLength(name)).toBeGreaterThan(0);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(name).not.toMatch(/[\0-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069]/);
        expect(name).not.toMatch(/^[-.]|[. ]$/);
        expect(name.split('.')[0]!.trimEnd()).not.toMatch(/^(con|prn|aux|nul|conin\$|com\d|lpt\d|com\u00b2)$/i);
        // Valid UTF-8, and the same bytes on disk.
        expect(Buffer.from(name).toString()).toBe(name);
        expect(rawPath(name)).toBe(name);
      }),
    );
  });

  it('keeps the ending', () => {
    fc.assert(
      fc.property(stem, ending, number, (before, after, n) => {
        expect(extname(safeFileName(before + after, n))).toBe(after);
      }),
    );
  });

  it('changes a safe name no more, and gives each number a name of its own', () => {
    fc.assert(
      fc.property(stem, ending, number, number, (before, after, n, m) => {
        const name = safeFileName(before + after);
        expect(safeFileName(name)).toBe(name);
        if (n !== m) expect(safeFileName(name, n)).not.toBe(safeFileName(name, m));
      }),
    );
  });

  it.each([
    'IMG_1234.JPG',
    'Zoë at the sea (2).heic',
    '👨‍👩‍👧 🏖️ 東京.jpg',
    'می‌خواهم.png',
    "it's 50% off & more ~1.tar.jpg",
    'console.jpg',
    'no ending',
  ])('leaves %s unchanged', (name) => expect(safeFileName(name)).toBe(name));

  it.each([
    ['line\nbreak.jpg', 'line_break.jpg'],
    ['what? 16:9 <b>.jpg', 'what_ 16_9 _b_.jpg'],
    ['-rf.jpg', '_-rf.jpg'],
    ['.hidden.jpg', '_.hidden.jpg'],
    ['.jpg', '_.jpg'],
    ['../../etc/passwd', '_.._.._etc_passwd'],
    ['con.jpg', '_con.jpg'],
    ['NUL .tar.jpg', '_NUL .tar.jpg'],
    ['dots. . ', 'dots'],
    ['', '_'],
    [pathFromBytes(Buffer.from('caf\xe9.jpg', 'latin1')), 'caf_.jpg'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
  ])('%j becomes %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('cuts a long name between two characters, before the number and the ending', () => {
    expect(safeFileName(`${'a'.repeat(251)}.jpg`)).toBe(`${'a'.repeat(251)}.jpg`);
    expect(safeFileName(`${'a'.repeat(251)}.jpg`, 2)).toBe(`${'a'.repeat(247)} (2).jpg`);
    expect(safeFileName(`${'🏖'.repeat(80)}.jpg`, 10)).toBe(`${'🏖'.repeat(61)} (10).jpg`);
    expect(safeFileName(`a.${'b'.repeat(300)}`)).toBe(`a.${'b'.repeat(253)}`);
  });
});
