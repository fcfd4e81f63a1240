import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/library/metadata.ts';

const photo = (tags: Record<string, string>) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .jpeg()
    .withExif({ IFD2: tags })
    .toBuffer();

describe('readMetadata', () => {
  it.each([
    [{ DateTimeOriginal: '2019:06:01 18:30:00' }, '2019-06-01T18:30:00'],
    [{ DateTimeOriginal: '2019:06:01 18:30:00', OffsetTimeOriginal: '+02:00' }, '2019-06-01T18:30:00+02:00'],
    [{ DateTimeOriginal: '2019:06:01 18:30:00', OffsetTimeOriginal: 'soon' }, '2019-06-01T18:30:00'],
    [{ DateTimeOriginal: '0000:00:00 00:00:00' }, null],
    [{ DateTimeOriginal: 'last summer' }, null],
    [{}, null],
  ])('%j -> %s', async (tags, takenAt) => {
    expect(readMetadata(await photo(tags)).takenAt).toBe(takenAt);
  });

  it('is not troubled by damage', async () => {
    const bytes = await photo({ DateTimeOriginal: '2019:06:01 18:30:00' });
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, Math.min(at + 40, bytes.length));
      expect(() => readMetadata(damaged)).not.toThrow();
    }
    expect(readMetadata(Buffer.alloc(0)).takenAt).toBeNull();
  });
});
