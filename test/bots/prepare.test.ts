import { describe, expect, test, vi } from 'vitest';
import { preparePhotos } from '../../bots/discord/prepare.ts';
import { PicsiftError } from '../../src/errors.ts';
import type { RenderOptions } from '../../src/library/render.ts';

/** Renders every photo as large as it may be, or throws what is listed for it. */
function greedyRenderer(failures: Record<string, Error> = {}) {
  return {
    async render(id: string, _folders: readonly string[], { maxBytes }: RenderOptions) {
      if (failures[id] !== undefined) throw failures[id];
      return { jpeg: Buffer.alloc(maxBytes), width: 1, height: 1 };
    },
  };
}

describe('preparePhotos', () => {
  test('keeps each file within its limit and all of them within one request', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `photo:${index}`);
    const sizes = async (limit: number) =>
      (await preparePhotos(greedyRenderer(), ids, ['/photos'], limit)).files.map(
        ({ attachment }) => (attachment as Buffer).length,
      );
    expect(await sizes(1_000)).toEqual(ids.map(() => 1_000));
    const generous = await sizes(100_000_000);
    expect(generous).toHaveLength(10);
    expect(generous.reduce((sum, size) => sum + size)).toBeLessThan(25_000_000);
  });

  test('leaves out what cannot be prepared, and numbers the rest', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const renderer = greedyRenderer({ b: new PicsiftError('photo-unreadable', 'It is broken.') });
    const { files, skipped } = await preparePhotos(renderer, ['a', 'b', 'c'], ['/photos'], 10);
    expect(files.map(({ name }) => name)).toEqual(['photo-1.jpg', 'photo-2.jpg']);
    expect(skipped).toBe(1);
    stderr.mockRestore();
  });

  test('does not hide any other failure', async () => {
    const renderer = greedyRenderer({ a: new PicsiftError('catalog-corrupt', 'The catalog is broken.') });
    await expect(preparePhotos(renderer, ['a'], ['/photos'], 10)).rejects.toThrow('The catalog is broken.');
  });
});
