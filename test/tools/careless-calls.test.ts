/**
 * Calls as careless models and clients make them, and what they get: the answer of the right call, with a note where
 * something was ignored, or one sentence that names the argument and shows a right example.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { connectHere } from '../support/mcp/in-process.ts';
import { indexedPictures } from '../support/mcp/pictures.ts';
import { sharedFolder } from '../support/photos/drawings.ts';

type Arguments = Record<string, unknown>;

const home = sharedFolder();
let folder: string;
beforeAll(async () => {
  folder = await indexedPictures(home, home);
});

const search = (args: Arguments): [string, Arguments] => ['search_images', { query: 'red', ...args }];

/** Each has the same answer as the call below its name. */
const AS_MEANT: Record<string, readonly [right: [string, Arguments], ...careless: Arguments[]]> = {
  'null, "" and words for nothing': [
    search({}),
    { query: 'red', folder: null, after: null, cursor: null },
    { query: 'red', camera: '', orientation: '', near: '', rating: '' },
    { query: 'red', similarTo: 'null', sort: 'None', fit: 'undefined' },
    { query: 'red', type: [], kind: [''], person: [null], keyword: '[]' },
  ],
  numbers: [
    search({ limit: 2 }),
    { query: 'red', limit: '2' },
    { query: 'red', limit: 2.0 },
    { query: 'red', limit: ' 2 ' },
    { query: 'red', limit: [2] },
    { query: 'red', limit: '2.0' },
  ],
  'yes and no': [
    search({ all: true, literal: false }),
    { query: 'red', all: 'true', literal: 'False' },
    { query: 'red', all: 1, literal: 0 },
    { query: 'red', all: 'yes', literal: 'no' },
  ],
  'one text for a list': [
    search({ type: ['jpeg'] }),
    { query: 'red', type: 'jpeg' },
    { query: 'red', type: '["jpeg"]' },
  ],
  'a list in a text': [
    search({ type: ['jpeg', 'png'] }),
    { query: 'red', type: '["jpeg", "png"]' },
    { query: 'red', type: "['jpeg', 'png']" },
    { query: 'red', type: 'jpeg, png' },
  ],
  'a list for one text': [
    search({ folder: 'Pictures/trip' }),
    { query: ['red'], folder: ['Pictures/trip'] },
    { query: '["red"]', folder: 'Pictures/trip' },
  ],
  'a number for a text': [search({ taken: '2019' }), { query: 'red', taken: 2019 }],
  'capital letters': [
    search({ orientation: 'landscape', sort: 'name' }),
    { query: 'red', orientation: 'Landscape', sort: ' NAME ' },
  ],
  'other spellings of arguments': [
    ['search_images', { similarTo: 'aaaaaaaaaa', limit: 1 }],
    { similar_to: 'aaaaaaaaaa', Limit: 1 },
    { 'similar-to': 'aaaaaaaaaa', limit: 1 },
  ],
  'one for several': [search({ type: ['jpeg'] }), { query: 'red', types: ['jpeg'] }, { query: 'red', Types: 'jpeg' }],
  'as answers name them': [
    search({ person: ['Anna'] }),
    { query: 'red', people: ['Anna'] },
    { query: 'red', persons: 'Anna' },
  ],
  'arguments inside arguments': [search({}), { arguments: { query: 'red' } }, { input: '{"query": "red"}' }],
  ids: [
    ['view_images', { ids: ['aaaaaaaaaa', 'bbbbbbbbbb'] }],
    { ids: '["aaaaaaaaaa", "bbbbbbbbbb"]' },
    { ids: 'aaaaaaaaaa, bbbbbbbbbb' },
    { id: ['aaaaaaaaaa', 'bbbbbbbbbb'] },
    { ids: 'photo://aaaaaaaaaa\nphoto:bbbbbbbbbb', size: null },
  ],
  library_status: [['library_status', { by: 'year' }], { by: 'Year' }, { by: ['year'] }, { BY: 'year' }],
  reindex: [['reindex', { root: 'Pictures' }], { root: ['Pictures'] }, { Root: 'Pictures' }],
};

/** Each is answered with this note. */
const WITH_A_NOTE: readonly (readonly [string, Arguments, string])[] = [
  [
    ...search({ sessionId: 'x', action: 'sendMessage', toolCallId: '1' }),
    'no such argument: "sessionId", "action", "toolCallId".',
  ],
  [...search({ limit: 100 }), 'limit is from 1 to 50: 50 was taken.'],
  [...search({ limit: 0 }), 'limit is from 1 to 50: 1 was taken.'],
  [...search({ limit: '-5' }), 'limit is from 1 to 50: 1 was taken.'],
  [...search({ limit: 7.5 }), 'limit is from 1 to 50: 7 was taken.'],
  ['library_status', { random_string: 'x' }, 'no such argument: "random_string".'],
  ['reindex', { 'a\u202e\nb': 1 }, 'no such argument: "a\\u{202e}\\u{a}b".'],
  ['reindex', Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`x${n}`, n])), '"x4" and 4 more.'],
];

/** Each is refused with this sentence. */
const REFUSED: readonly (readonly [string, Arguments, string | RegExp])[] = [
  [...search({ sort: 'colour' }), 'sort must be one of taken, added, name, size, fit, for example {"sort": "taken"}.'],
  [...search({ orientation: 'sideways' }), /^orientation must be one of landscape, portrait, square, for example /],
  [...search({ rating: 6 }), 'rating must be a whole number from 1 to 5, for example {"rating": 4}.'],
  [...search({ rating: 'five' }), /^rating must be a whole number/],
  [...search({ limit: 'ten' }), 'limit must be a whole number from 1 to 50, for example {"limit": 10}.'],
  [...search({ limit: {} }), /^limit must be a whole number/],
  [...search({ all: 'perhaps' }), 'all must be true or false, for example {"all": true}.'],
  [
    ...search({ camera: { name: 'canon' } }),
    'camera must be one text of up to 200 characters, for example {"camera": "canon"}.',
  ],
  [
    ...search({ folder: ['a', 'b'] }),
    'folder must be one text of up to 1000 characters, for example {"folder": "Pictures/2019"}.',
  ],
  [
    ...search({ query: 'x'.repeat(1_001) }),
    'query must be one text of up to 1000 characters, for example {"query": "dog on a beach"}.',
  ],
  [
    ...search({ type: Array(21).fill('jpeg') }),
    'type must be a list of 0 to 20 texts of up to 200 characters, for example {"type": ["jpeg"]}.',
  ],
  [...search({ taken: 'last week' }), /last week.*2019-06/],
  [...search({ kind: 'cat' }), /"cat".*screenshot/],
  [...search({ folder: 'nowhere' }), 'There is no such folder here. The folders are: "Pictures".'],
  [...search({ cursor: 'guess' }), /cursor/],
  ['search_images', { fit: 'strong' }, /Describe the photo/],
  ['search_images', { similarTo: 'the first one' }, /"the first one" is not the id of a photo/],
  [
    'view_images',
    {},
    'ids must be a list of 1 to 30 texts of up to 200 characters, for example {"ids": ["k3v9x0q2mf"]}.',
  ],
  ['view_images', { ids: [] }, /^ids must be a list/],
  ['view_images', { ids: { 0: 'aaaaaaaaaa' } }, /^ids must be a list/],
  [
    'view_images',
    { ids: 'aaaaaaaaaa', size: 'large' },
    'size must be a whole number from 64 to 768, for example {"size": 768}.',
  ],
  ['library_status', { by: 'colour' }, 'by must be one of year, month, place, person, for example {"by": "year"}.'],
  ['library_status', { by: 'place' }, /does not let you see where/],
  ['reindex', { root: 'trip' }, /no such folder/],
];

/** Without the duration of a run, and the cursor, which has the time of the search. */
function timeless(data: { summary?: { seconds?: number }; next?: string } | undefined) {
  delete data?.summary?.seconds;
  delete data?.next;
  return data;
}

const timelessText = (text: string) => text.replace(/cursor \S+|in [\d.]+ s\b/, '');

const calls = async () => {
  const client = await connectHere({ home, folders: [folder] });
  return client.call;
};

describe('a careless call', () => {
  it.each(Object.entries(AS_MEANT))('is taken as meant: %s', async (_, [[tool, right], ...careless]) => {
    const call = await calls();
    const { data, text, isError } = await call(tool, right);
    for (const given of careless) {
      expect(await call(tool, given), JSON.stringify(given)).toMatchObject({ data: timeless(data), isError });
      expect(timelessText((await call(tool, given)).text), JSON.stringify(given)).toBe(timelessText(text));
    }
  });

  it('gets a note where something was ignored or changed', async () => {
    const call = await calls();
    for (const [tool, given, note] of WITH_A_NOTE) {
      const { data, text, isError } = await call(tool, given);
      expect(isError, JSON.stringify(given)).toBe(false);
      expect(data.notes.at(-1)).toContain(note);
      expect(text.split('\n').at(-1)).toBe(`Note: ${data.notes.at(-1)}`);
    }
  });

  it('gets one sentence with a right example where it cannot be understood', async () => {
    const call = await calls();
    for (const [tool, given, sentence] of REFUSED) {
      const { data, text, isError } = await call(tool, given);
      expect({ isError, data }, JSON.stringify(given)).toEqual({ isError: true, data: undefined });
      if (typeof sentence === 'string') expect(text).toBe(sentence);
      else expect(text).toMatch(sentence);
      expect(text).not.toContain('\n');
    }
  });
});
