/** Reasons and clues for a caller who may not know everything: the real engine on real files. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/engine.ts';
import { PERSONAL_FACTS, type SearchRequest } from '../../../src/search/search-request.ts';
import { indexHere } from '../../support/engine-here.ts';
import { drawPhotos, sharedFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';
import { engineOptions } from '../../support/test-engine.ts';

const folder = sharedFolder();
const options = engineOptions({ dataDir: sharedFolder() });
const engine = openEngine(options);
afterAll(() => engine.close());

/** The words of the queries are in what the caller may not know, and in the name of a folder. */
beforeAll(async () => {
  mkdirSync(join(folder, 'Zora picnic Ben May'), { recursive: true });
  await drawPhotos(folder, { 'Zora picnic Ben May/red.jpg': 'red', 'blue.jpg': 'blue' });
  const facts = {
    'dc:title': ['The picnic'],
    'dc:subject': ['ben', 'wedding'],
    'Iptc4xmpExt:PersonInImage': ['Zora', 'Ben Roth'],
  };
  writeFileSync(join(folder, 'Zora picnic Ben May/red.xmp'), xmp({}, facts));
  await indexHere(options, [folder]);
});

async function search(query: string, request: Partial<SearchRequest> = {}) {
  const { understood, results } = await engine.search({ query, folders: [folder], top: 2, ...request });
  return {
    clues: understood?.clues.map(({ kind, label }) => `${kind} ${label}`),
    reasons: results.find(({ path }) => path.endsWith('red.jpg'))!.reasons,
  };
}

it('names people, captions and keywords to those who may know them', async () => {
  expect(await search('zora picnic wedding')).toEqual({
    clues: ['person Zora'],
    reasons: [
      { by: 'person', what: 'Zora' },
      { by: 'caption', what: 'picnic' },
      { by: 'keyword', what: 'wedding' },
    ],
  });
});

it('repeats the words of a clue that are only in a name', async () => {
  expect((await search('picnic may')).reasons).toContainEqual({ by: 'folder', what: 'may' });
});

it('gives no reason that all photos have', async () => {
  expect((await search(`zora in ${basename(folder)}`)).reasons).toEqual([{ by: 'person', what: 'Zora' }]);
  const within = [join(folder, 'Zora picnic Ben May')];
  expect((await search('picnic', { within })).reasons).toEqual([{ by: 'caption', what: 'picnic' }]);
});

it.each(['zora picnic', 'ben picnic', 'zora', 'zorra ben picnic'])(
  'names only the folder to others: %s',
  async (query) => {
    const { clues, reasons } = await search(query, { hidden: PERSONAL_FACTS });
    expect(clues).toEqual([]);
    expect(new Set(reasons.map(({ by }) => by))).toEqual(new Set(['folder']));
    const literal = await search(query, { hidden: PERSONAL_FACTS, literal: true });
    expect(literal.reasons.map(({ by }) => by)).not.toContain('person');
  },
);
