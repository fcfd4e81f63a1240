import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';

const bytes = fc.uint8Array({ maxLength: 24 });

describe('paths of any bytes', () => {
  it('are converted back to their bytes, so that no two paths are equal', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        expect(Buffer.from(rawPath(pathFromBytes(name)))).toEqual(Buffer.from(name));
      }),
    );
  });

  it('are plain text when they are UTF-8', () => {
    for (const name of ['', '/a/b.jpg', 'ñ 🏖️ \n"%_', '\ufffd', '\ufeffbom']) {
      expect(pathFromBytes(Buffer.from(name))).toBe(name);
      expect(rawPath(name)).toBe(name);
    }
  });

  it('are not confused with the escaped form of another path', () => {
    const lookalike = pathFromBytes(Buffer.of(0xe9));
    expect(pathFromBytes(Buffer.from(lookalike))).not.toBe(lookalike);
    expect(Buffer.from(rawPath(pathFromBytes(Buffer.from(lookalike)))).toString()).toBe(lookalike);
  });
});
