/** The notes of answers, which say why there is nothing, or what was taken for granted. */

import { expect, it } from 'vitest';
import { connectHere } from '../support/mcp/in-process.ts';
import { indexedPictures } from '../support/mcp/pictures.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const NOTHING = 'Nothing is indexed yet. Call the reindex tool, then try again.';

it('say that nothing is indexed', async () => {
  const { call } = await connectHere({ folders: [temporaryFolder()] });
  for (const tool of ['search_images', 'browse_library', 'find_duplicates']) {
    const { data, text } = await call(tool);
    expect(data.notes, tool).toEqual([NOTHING]);
    expect(text, tool).toContain(`Note: ${NOTHING}`);
  }
});

it('say what no photo passes or reaches', async () => {
  const home = temporaryFolder();
  const { call } = await connectHere({ home, folders: [await indexedPictures(home)] });
  const notes = async (tool: string, given: object) => (await call(tool, { ...given })).data.notes;
  const none = ['No indexed photo matches the filters. Try again with fewer filters.'];
  expect(await notes('search_images', { taken: '2019' })).toEqual(none);
  expect(await notes('browse_library', { taken: '2019' })).toEqual(none);
  expect(await notes('search_images', { query: 'a steam locomotive', fit: 'strong' })).toEqual([
    'No photo here fits so well.',
  ]);
  expect(await notes('search_images', { query: 'a steam locomotive' })).toEqual([
    expect.stringMatching(/^Nothing fits well/),
  ]);
  expect(await notes('search_images', { query: 'red' })).toEqual([]);
});

it('name the place that a name was taken for, wherever photos are filtered by it', async () => {
  const home = temporaryFolder();
  const { call } = await connectHere({ home, folders: [await indexedPictures(home)] });
  for (const tool of ['search_images', 'browse_library']) {
    const { data } = await call(tool, { near: 'Paris' });
    expect(data.notes.at(-1), tool).toMatch(/^Near means: within 25 km of Paris, .*France\.$/);
  }
});
