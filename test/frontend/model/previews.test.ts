/** Previews: few calls, the newest wishes first, and failed ones again. */

import { expect, it } from 'vitest';
import { createPreviewLoader } from '../../../src/frontend/model/previews.ts';

/** A server whose answers the test gives. */
function slowServer() {
  const calls: { ids: readonly string[]; answer(urls?: Record<string, string | null>): Promise<void> }[] = [];
  const fetch = (ids: readonly string[]) =>
    new Promise<Map<string, string | null>>((resolve, reject) => {
      calls.push({
        ids,
        async answer(urls) {
          if (urls === undefined) reject(new Error('refused'));
          else resolve(new Map(Object.entries(urls)));
          // The loader asks for the next ones.
          for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        },
      });
    });
  return { calls, fetch };
}

it('loads many in one call, one call after another, and what was asked for last first', async () => {
  const { calls, fetch } = slowServer();
  let changes = 0;
  const loader = createPreviewLoader(fetch, { edge: 480, batch: 2 }, () => void changes++);
  loader.load(['a', 'b', 'c', 'a']);
  loader.load(['b', 'd']);
  expect(calls.map(({ ids }) => ids)).toEqual([['a', 'b']]);
  await calls[0]!.answer({ a: 'data:a', b: null });
  expect([loader.get('a'), loader.get('b'), loader.get('c')]).toEqual([{ url: 'data:a' }, { url: null }, 'loading']);
  expect(calls[1]!.ids).toEqual(['d', 'c']);
  await calls[1]!.answer({ d: 'data:d' });
  // The server has left it out.
  expect([loader.get('d'), loader.get('c')]).toEqual([{ url: 'data:d' }, 'failed']);
  expect(changes).toBe(2);
});

it('tries failed ones again on request, and only those', async () => {
  const { calls, fetch } = slowServer();
  const loader = createPreviewLoader(fetch, { edge: 480, batch: 2 }, () => {});
  loader.load(['a', 'b', 'c']);
  await calls[0]!.answer();
  await calls[1]!.answer({ c: 'data:c' });
  expect([loader.get('a'), loader.get('b'), loader.get('c')]).toEqual(['failed', 'failed', { url: 'data:c' }]);
  loader.load(['a', 'b', 'c']);
  expect(calls[2]!.ids).toEqual(['a', 'b']);
  expect(loader.get('a')).toBe('loading');
});
