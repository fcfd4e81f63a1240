/** The valid keywords, and the file that a keyword is written to. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScannedFile } from '../../src/library/files/file-stamp.ts';
import { sidecarStamps } from '../../src/library/metadata/sidecar-names.ts';
import { normaliseKeyword } from '../../src/tagging/keyword.ts';
import { planTag } from '../../src/tagging/plan-tag.ts';

describe('a keyword', () => {
  it.each([
    ['beach', 'beach'],
    ['  two   words ', 'two words'],
    ['a, b & <c>; "d"', 'a, b & <c>; "d"'],
    ['u\u0308bung 👨‍👩‍👧', 'übung 👨‍👩‍👧'],
  ])('%j is written as %j', (text, keyword) => expect(normaliseKeyword(text)).toBe(keyword));

  it.each(['', '   ', 'two\nlines', 'a\tb', 'a\0b', '\u2028', '\ud800', 'x'.repeat(201)])('%j is refused', (text) =>
    expect(() => normaliseKeyword(text)).toThrow(expect.objectContaining({ code: 'bad-usage' })),
  );

  it('stays the same when it is normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), (text) => {
        let once: string;
        try {
          once = normaliseKeyword(text);
        } catch {
          return;
        }
        expect(normaliseKeyword(once)).toBe(once);
      }),
    );
  });
});

describe('the plan', () => {
  const file = (path: string): ScannedFile => ({ path, size: 10, mtimeNs: 5n, status: null, device: 1 });
  const plan = (
    path: string,
    { sidecars = [] as string[], keywords = [] as string[], sidecar = false, offline = false, size = 10 } = {},
    action: 'add' | 'remove' = 'add',
  ) => {
    const found = { ...file(path), sidecars: sidecars.map(file) };
    const stamps = sidecarStamps(found.sidecars);
    const photo = { path, size, mtimeNs: 5n, sidecarStamps: stamps, keywords, offline };
    return planTag(photo, found, { action, keyword: 'dog' }, sidecar);
  };
  const planned = (target: string) => ({ outcome: 'planned', target });

  it('writes into the photo when its format holds keywords', () => {
    for (const name of ['/p/a.jpg', '/p/a.PNG', '/p/a.tif', '/p/a.heic']) expect(plan(name)).toEqual(planned(name));
  });

  it('writes a sidecar on request, for a RAW, and for formats without keywords', () => {
    expect(plan('/p/a.jpg', { sidecar: true })).toEqual(planned('/p/a.jpg.xmp'));
    for (const name of ['/p/a.CR2', '/p/a.dng', '/p/a.gif', '/p/a.bmp']) {
      expect(plan(name)).toEqual(planned(`${name}.xmp`));
    }
  });

  it('writes into the effective sidecar when there is one, because it overrides the photo', () => {
    expect(plan('/p/a.jpg', { sidecars: ['/p/a.xmp'] })).toEqual(planned('/p/a.xmp'));
    expect(plan('/p/a.jpg', { sidecars: ['/p/a.xmp', '/p/a.JPG.XMP'] })).toEqual(planned('/p/a.JPG.XMP'));
  });

  it('leaves photos unchanged that have the keyword already, or have none to remove', () => {
    expect(plan('/p/a.jpg', { keywords: ['cat', 'dog'] })).toEqual({ outcome: 'unchanged' });
    expect(plan('/p/a.jpg', { keywords: ['cat'] }, 'remove')).toEqual({ outcome: 'unchanged' });
    expect(plan('/p/a.jpg', { keywords: ['dog'] }, 'remove')).toEqual(planned('/p/a.jpg'));
  });

  it('refuses photos that have changed since they were indexed', () => {
    expect(plan('/p/a.jpg', { size: 11 })).toMatchObject({ outcome: 'refused' });
    expect(plan('/p/a.jpg', { offline: true })).toMatchObject({ outcome: 'refused' });
    const photo = { path: '/p/a.jpg', size: 10, mtimeNs: 5n, sidecarStamps: '', keywords: [], offline: false };
    const change = { action: 'add', keyword: 'dog' } as const;
    expect(planTag(photo, undefined, change, false)).toMatchObject({ outcome: 'refused' });
    const withSidecar = { ...file('/p/a.jpg'), sidecars: [file('/p/a.xmp')] };
    expect(planTag(photo, withSidecar, change, false)).toMatchObject({ outcome: 'refused' });
  });
});
