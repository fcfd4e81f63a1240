/** What the doors say about a query that was read as a sentence. */

import { expect, it } from 'vitest';
import { cluesInWords } from '../../src/search/clues-in-words.ts';
import type { UnderstoodQuery } from '../../src/search/search-request.ts';

type Clue = UnderstoodQuery['clues'][number];

const plain = { isSure: true, isNegated: false };
const date: Clue = { ...plain, kind: 'date', words: 'last summer', label: '2026-06 to 2026-08', photos: 3 };
const person: Clue = { ...plain, kind: 'person', words: 'anna', label: 'Anna', photos: 2 };
const year: Clue = { ...date, words: 'in 2018', label: '2018' };
const may: Clue = { ...date, words: 'may', label: 'every May', isSure: false };

it.each<[string, Clue[], string | null, string | undefined]>([
  [
    'all clues and what is left',
    [person, date],
    'beach',
    'with Anna; taken 2026-06 to 2026-08 (“last summer”); showing “beach”',
  ],
  ['clues alone', [year], null, 'taken 2018'],
  [
    'a place',
    [{ ...person, kind: 'place', words: 'venedig', label: 'Venice, Italy' }],
    null,
    'in Venice, Italy (“venedig”)',
  ],
  ['a kind', [{ ...person, kind: 'kind', words: 'screenshots', label: 'screenshot' }], null, 'a screenshot'],
  ['a clue that nothing meets', [{ ...date, photos: 0 }], null, 'taken 2026-06 to 2026-08 (“last summer”: no photo)'],
  ['the same in plain words', [{ ...year, photos: 0 }], 'dog', 'taken 2018 (no photo); showing “dog”'],
  ['words that may mean something else', [may], 'may', 'maybe taken every May; showing “may”'],
  ['the same, if nothing meets them', [{ ...may, photos: 0 }], 'may', undefined],
  [
    'what is not meant',
    [{ ...person, words: 'without anna', isNegated: true }],
    'beach',
    'not with Anna; showing “beach”',
  ],
  ['only a picture', [], 'red car', undefined],
])('says %s', (_, clues, looksLike, expected) => {
  expect(cluesInWords({ clues, looksLike }, (text) => text)).toBe(expected);
});

it('shows every text from outside as its door shows it', () => {
  const clues = [{ ...person, words: 'an*a', label: 'B*b' }];
  const escaped = cluesInWords({ clues, looksLike: 'a*b' }, (text) => text.replaceAll('*', '\\*'));
  expect(escaped).toBe('with B\\*b (“an\\*a”); showing “a\\*b”');
});
