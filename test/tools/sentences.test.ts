/** What the assistant gets to know about a query that was read as a sentence. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { indexHere } from '../support/engine-here.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { drawPhotos, sharedFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';
import { engineOptions } from '../support/test-engine.ts';

/** Longer than what an answer shows of a reason. */
const LONG = `Ida${' von Hohenlohe'.repeat(30)}`;

const home = sharedFolder();
const folder = join(home, 'Pictures');

beforeAll(async () => {
  await drawPhotos(folder, { 'trip/IMG_20190612_101010.jpg': 'red', 'IMG_20180612_101010.jpg': 'blue' });
  const showing = (...people: string[]) => xmp({}, { 'Iptc4xmpExt:PersonInImage': people });
  writeFileSync(join(folder, 'trip/IMG_20190612_101010.xmp'), showing('Zo\u202era', 'Rose'));
  writeFileSync(join(folder, 'IMG_20180612_101010.xmp'), showing(LONG));
  await indexHere(engineOptions({ dataDir: join(home, 'data') }), [folder]);
});

it('says in both halves of an answer what was understood, and why each photo is there', async () => {
  const client = await connectHere({ home, folders: [folder] });
  const query = 'a rose, trip in june 2019';
  const { data, text } = await client.call('search_images', { query, all: true });
  expect(data.understood).toEqual({
    clues: [
      { kind: 'person', words: 'rose', label: 'Rose', isSure: false, photos: 1 },
      { kind: 'date', words: 'in june 2019', label: '2019-06', isSure: true, photos: 1 },
    ],
    looksLike: 'rose, trip',
  });
  expect(text.split('\n')[1]).toBe(
    'Understood: maybe person Rose ("rose", 1 photo); date 2019-06 ("in june 2019", 1 photo); looks like "rose, trip". ' +
      'If wrong, search with literal.',
  );
  const reasons = data.results.map(({ reasons }: { reasons: object[] }) => reasons);
  expect(reasons).toEqual([expect.arrayContaining([{ by: 'date', what: '2019-06' }]), []]);
  expect(data.results[0].named).toBe(true);
  for (const { by, what } of reasons[0]) expect(text.split('\n')[2]).toContain(`${by}: ${what}`);
  expect(text.split('\n')[3]).not.toContain(' | has ');

  const literal = await client.call('search_images', { query, literal: true });
  expect(literal.data.understood).toBe(null);
  expect(literal.text).not.toContain('Understood');
  const plain = await client.call('search_images', { query: 'red' });
  expect(plain.data.understood).toEqual({ clues: [], looksLike: 'red' });
  expect(plain.text).not.toContain('Understood');
});

it('escapes and cuts names of people, and lists few clues', async () => {
  const client = await connectHere({ home, folders: [folder] });
  const hostile = await client.call('search_images', { query: 'zo\u202era' });
  expect(hostile.data.understood.clues).toMatchObject([{ words: 'zo\\u{202e}ra', label: 'Zo\\u{202e}ra' }]);
  expect(hostile.text).toContain(' | has person: Zo\\u{202e}ra | ');
  const long = await client.call('search_images', { query: 'ida' });
  expect(long.data.understood.clues[0].label).toHaveLength(80);
  expect(long.data.results[0].reasons[0].what).toHaveLength(40);
  const years = Array.from({ length: 30 }, (_, index) => `dogs in ${1990 + index}`).join('; ');
  const many = await client.call('search_images', { query: years });
  expect(many.data.understood.clues).toHaveLength(12);
  for (const { reasons } of many.data.results) expect(reasons.length).toBeLessThanOrEqual(8);
});
