/** Work that takes long in a large library: others go on meanwhile, and it stops when it is told to. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DuplicatesStep } from '../../src/search/near-duplicates.ts';
import { madeUpLibrary, ONE_PAIR_IN } from '../support/catalogs/made-up-library.ts';
import { indexedPictures } from '../support/mcp/pictures.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { testEngine } from '../support/test-engine.ts';

const PHOTOS = 10_000;

async function largeLibrary() {
  const home = temporaryFolder();
  const [library, dataDir] = [join(home, 'library'), join(home, 'data')];
  mkdirSync(library);
  await madeUpLibrary(dataDir, library, PHOTOS);
  return { engine: testEngine({ dataDir }), folders: [library] };
}

it('finds duplicates with progress, lets others work, and stops when told to', async () => {
  const { engine, folders } = await largeLibrary();
  const steps: DuplicatesStep[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const groups = await engine.duplicates({ folders }, { onProgress: (step) => steps.push(step) });
  clearInterval(timer);
  expect(groups).toHaveLength(PHOTOS / ONE_PAIR_IN);
  expect(groups.every(({ length }) => length === 2)).toBe(true);
  expect(turns).toBeGreaterThan(1);
  const compared = steps.filter(({ phase }) => phase === 'compare').map(({ done }) => done);
  expect(compared.length).toBeGreaterThan(1);
  expect(compared).toEqual([...new Set(compared)].sort((a, b) => a - b));
  expect(steps[0]).toMatchObject({ phase: 'compare', total: PHOTOS });

  const stop = new AbortController();
  const seen: DuplicatesStep[] = [];
  const onProgress = (step: DuplicatesStep) => {
    seen.push(step);
    stop.abort(new Error('enough'));
  };
  await expect(engine.duplicates({ folders }, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
  expect(seen).toHaveLength(1);

  const places = new AbortController();
  const counted = engine.counts({ folders, by: 'place' }, { signal: places.signal });
  places.abort(new Error('enough'));
  await expect(counted).rejects.toThrow('enough');
  expect((await engine.counts({ folders, by: 'place' })).total).toBe(PHOTOS);
});

it('stops a search, and a contact sheet after the current photo', async () => {
  const home = temporaryFolder();
  const folders = [await indexedPictures(home, home)];
  const engine = testEngine({ dataDir: join(home, 'data') });
  await expect(engine.search({ folders, top: 3 }, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
    'before',
  );
  const stopped = new AbortController();
  const search = engine.search({ folders, query: 'red', top: 3 }, { signal: stopped.signal });
  stopped.abort(new Error('enough'));
  await expect(search).rejects.toThrow('enough');
  const { results } = await engine.search({ folders, query: 'red', top: 3 });
  const ids = results.map(({ id }) => id);
  expect(ids).toHaveLength(3);

  const stop = new AbortController();
  const done: number[] = [];
  const sheet = engine.contactSheet(
    ids,
    folders,
    { maxEdge: 512, maxBytes: 500_000 },
    {
      signal: stop.signal,
      onProgress(photos) {
        done.push(photos);
        stop.abort(new Error('enough'));
      },
    },
  );
  await expect(sheet).rejects.toThrow('enough');
  expect(done).toEqual([1]);
});
