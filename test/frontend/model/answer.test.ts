/** Answers as hosts pass them on, and what is written about a photo. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Photo, readAnswer } from '../../../src/frontend/model/answer.ts';
import { altTextOf, dateOf, foldersOf, nameOf } from '../../../src/frontend/model/describe.ts';
import { messagesFor } from '../../../src/frontend/model/messages.ts';

const read = (result: object) => readAnswer({ results: [{ id: 'a', ...result }] })!.photos[0]!;

describe('an answer', () => {
  it('is read without what is missing or wrong', () => {
    const photo = read({
      path: 7,
      width: -3,
      height: Number.NaN,
      people: ['Anna', 4],
      reasons: [{ by: 'text' }, null],
    });
    expect(photo).toEqual({
      ...{ id: 'a', root: '', path: '', width: 0, height: 0, takenAt: undefined, title: undefined },
      ...{ people: ['Anna'], reasons: [], similar: 0, frees: 0 },
    });
    expect(readAnswer({ results: [{}, 'x', { id: 5 }] })!.photos).toEqual([]);
    expect(readAnswer({ photos: [] })).toBeUndefined();
    expect(readAnswer({ results: [], verdict: 'splendid', total: Number.POSITIVE_INFINITY, next: '' })).toMatchObject({
      total: 0,
    });
  });

  it('of duplicates has the best photo of each group', () => {
    const groups = [
      { photos: [{ id: 'a', width: 4 }, { id: 'b' }, { id: 'c' }], more: 5, frees: 900 },
      { photos: [], more: 1 },
      { photos: [{ id: 'd' }] },
    ];
    const { photos, ...answer } = readAnswer({ groups, total: 12, frees: 1_200_000 })!;
    expect(answer).toMatchObject({ kind: 'duplicates', total: 12, frees: 1_200_000 });
    expect(photos).toMatchObject([
      { id: 'a', width: 4, similar: 7, frees: 900 },
      { id: 'd', similar: 0, frees: 0 },
    ]);
  });

  it('has names as they are, apart from invisible characters', () => {
    expect(read({ path: '\\u{3c}b> !\\u{5b}x](y) \\u{202e}.jpg' }).path).toBe('<b> ![x](y) \\u{202e}.jpg');
  });

  it('never breaks the page, whatever it is', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readAnswer(value)));
    fc.assert(fc.property(fc.array(fc.jsonValue()), (results) => void readAnswer({ results, understood: results })));
    fc.assert(fc.property(fc.array(fc.jsonValue()), (groups) => void readAnswer({ groups })));
  });
});

describe('a photo', () => {
  const photo: Photo = { ...read({ root: 'Pictures', path: 'trip/day 1/sea.jpg' }), takenAt: '2023-08-05T15:30:12' };

  it('has a name and folders', () => {
    expect(nameOf(photo)).toBe('sea.jpg');
    expect(foldersOf(photo)).toEqual(['Pictures', 'trip', 'day 1']);
    expect(nameOf(read({}))).toBe('a');
  });

  it('has the date of its camera, in each language and whatever the time zone', () => {
    expect(dateOf('2023-08-05T15:30:12', 'en-GB', 'time')).toBe('5 August 2023 at 15:30');
    expect(dateOf('2023-08-05T00:10:00+09:00', 'de', 'day')).toBe('5. August 2023');
    expect(dateOf('2023-08-05', 'de', 'time')).toBe('5. August 2023');
    expect(dateOf('2023-08', 'de', 'time')).toBe('2023-08');
    expect(dateOf('2023-99-99T00:00:00', 'de', 'time')).toBe('2023-99-99T00:00:00');
    expect(dateOf('2023-08-05', 'no such locale!', 'day')).toBe('August 5, 2023');
  });

  it('is described by its title or name, by its people and by its day', () => {
    expect(altTextOf(photo, 'de')).toBe('sea.jpg, 5. August 2023');
    expect(altTextOf({ ...photo, title: 'At sea', people: ['Anna'] }, 'en-GB')).toBe('At sea, Anna, 5 August 2023');
  });
});

describe('texts', () => {
  it('are in German for people who read it, and else in English', () => {
    for (const locale of ['de', 'de-AT', 'DE', 'de_CH']) expect(messagesFor(locale).language).toBe('de');
    for (const locale of ['en', 'den', 'fr-DE', '', undefined]) expect(messagesFor(locale).language).toBe('en');
    expect(messagesFor('de').counted(5, 1_234)).toBe('5 von 1.234 Fotos');
    expect(messagesFor('en').counted(1, 1)).toBe('1 of 1 photo');
    const written = [0, 999, 1_000, 1_234_567, 5e15].map((bytes) => messagesFor('en').frees(bytes));
    expect(written).toEqual(['0 byte', '999 byte', '1 kB', '1.2 MB', '5,000 TB'].map((size) => `${size} in copies`));
  });
});
