import PQueue from 'p-queue';
import { describe, expect, test, vi } from 'vitest';
import { filesOf, preparePhotos } from '../../../../bots/discord/results/posted-photos.ts';
import { PicsiftError } from '../../../../src/base/errors.ts';
import type { RenderOptions } from '../../../../src/library/render/render.ts';

/** Renders every photo at its maximum size, or throws the error listed for it. */
function greedyRenderer(failures: Record<string, Error> = {}) {
  return {
    async render(id: string, _folders: readonly string[], { maxBytes }: RenderOptions) {
      if (failures[id] !== undefined) throw failures[id];
      return { jpeg: Buffer.alloc(maxBytes), width: 1, height: 1 };
    },
  };
}

const options = (maxFileBytes: number) => ({
  folders: ['/photos'],
  maxFileBytes,
  altText: (number: number) => `Photo ${number}`,
  renders: new PQueue({ concurrency: 2 }),
});

describe('preparePhotos', () => {
  test('keeps each file within its limit and all of them within one request', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `photo:${index}`);
    const sizes = async (limit: number) =>
      filesOf(await preparePhotos(greedyRenderer(), ids, options(limit))).map(
        ({ attachment }) => (attachment as Buffer).length,
      );
    expect(await sizes(1_000)).toEqual(ids.map(() => 1_000));
    const generous = await sizes(100_000_000);
    expect(generous).toHaveLength(10);
    expect(generous.reduce((sum, size) => sum + size)).toBeLessThan(25_000_000);
  });

  test('leaves out photos that cannot be prepared, gives the reason, and keeps the numbers of the rest', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const renderer = greedyRenderer({
      b: new PicsiftError('photo-unreadable', 'It is broken.'),
      c: new PicsiftError('photo-too-large', 'It is large.'),
      d: new PicsiftError('photo-not-found', 'It is elsewhere.'),
    });
    const photos = await preparePhotos(renderer, ['a', 'b', 'c', 'd', 'e'], options(10));
    expect(filesOf(photos)).toMatchObject([
      { name: 'photo-1.jpg', description: 'Photo 1' },
      { name: 'photo-5.jpg', description: 'Photo 5' },
    ]);
    expect(photos.slice(1, 4).map(({ file }) => file)).toEqual([
      'photo-unreadable',
      'photo-too-large',
      'photo-not-found',
    ]);
    stderr.mockRestore();
  });

  test('does not hide any other failure', async () => {
    const renderer = greedyRenderer({ a: new PicsiftError('catalog-corrupt', 'The catalog is broken.') });
    await expect(preparePhotos(renderer, ['a'], options(10))).rejects.toThrow('The catalog is broken.');
  });
});
