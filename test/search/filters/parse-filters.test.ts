import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber } from '../../../src/derived/photo-table.ts';
import { fileEnding } from '../../../src/library/files/formats.ts';
import { parsePeriod } from '../../../src/search/filters/dates.ts';
import { FILTERS, type FilterRequest } from '../../../src/search/filters/filter-table.ts';
import { parseFilters } from '../../../src/search/filters/parse-filters.ts';

const badQuery = (words: RegExp) =>
  expect.objectContaining({ code: 'bad-query', message: expect.stringMatching(words) as string });

/** Generates every day from year 1 on, in ISO 8601. */
const isoDay = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const nextIsoDay = (day: string) => new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);

describe('parsePeriod', () => {
  it('accepts every day, from its start to the start of the next day', () => {
    fc.assert(
      fc.property(isoDay, (day) => {
        expect(parsePeriod(day)).toEqual({ from: dayNumber(day), to: dayNumber(nextIsoDay(day)) });
      }),
    );
  });

  it('accepts months and years as their days, without a gap', () => {
    fc.assert(
      fc.property(isoDay, (day) => {
        const [year, month, date] = [day.slice(0, 4), day.slice(0, 7), day].map(parsePeriod);
        expect(year!.from <= month!.from && month!.from <= date!.from).toBe(true);
        expect(date!.to <= month!.to && month!.to <= year!.to).toBe(true);
        for (const period of [year!, month!]) {
          const text = String(period.to).padStart(8, '0');
          if (period.to < 9999_01_01) {
            const first = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
            expect(parsePeriod(first).from).toBe(period.to);
          }
        }
      }),
    );
  });

  it('compares days in the time of the camera, in any time zone', () => {
    expect(dayNumber('2019-06-01T00:30:00+14:00')).toBe(20190601);
    expect(dayNumber('2019-06-01')).toBe(20190601);
  });

  it.each([
    ['2019-13', /months are 01 to 12/],
    ['2019-00', /months are 01 to 12/],
    ['2019-02-29', /days 01 to 28/],
    ['2020-02-30', /days 01 to 29/],
    ['1900-02-29', /days 01 to 28/],
    ['2019-06-31', /days 01 to 30/],
    ['2019-06-00', /days 01 to 30/],
    ['0000', /not a date/],
    ['19', /not a date/],
    ['yesterday', /Write 2019, 2019-06 or 2019-06-01/],
    ['2019-6-1', /not a date/],
    ['２０１９', /not a date/],
  ])('refuses %s', (text, words) => {
    expect(() => parsePeriod(text)).toThrow(badQuery(words));
  });
});

describe('parseFilters', () => {
  it('returns no filter when nothing is given', () => {
    expect(parseFilters({})).toEqual({});
    expect(parseFilters({ after: undefined, type: [], keyword: [] })).toEqual({});
  });

  it('accepts types by their names and file extensions, several at once', () => {
    const endings = (type: string | string[]) => [...parseFilters({ type }).type!];
    expect(endings('jpeg')).toEqual(['.jpg', '.jpeg', '.jpe', '.jfif']);
    expect(endings('.JPG')).toEqual(endings('jpeg'));
    expect(endings(['png', 'nef'])).toEqual(['.png', '.nef']);
    expect(endings('png, nef')).toEqual(['.png', '.nef']);
    expect(endings('raw')).toContain(fileEnding('/photos/IMG_1.CR3'));
  });

  it('accepts kinds in any case and number, several at once', () => {
    const kinds = (kind: string | string[]) => [...parseFilters({ kind }).kind!];
    expect(kinds('Screenshot')).toEqual(['screenshot']);
    expect(kinds(['documents, drawing', 'photo'])).toEqual(['document', 'drawing', 'photo']);
  });

  it('accepts orientations in any case', () => {
    expect(parseFilters({ orientation: 'Portrait' })).toMatchObject({ orientation: 'portrait' });
  });

  it.each<[FilterRequest, RegExp]>([
    [{ after: '2020', before: '2020' }, /No day/],
    [{ taken: '2019', before: '2019' }, /No day/],
    [{ after: '2019-02-30' }, /not a date/],
    [{ camera: ' ' }, /"camera" is empty.*leave it out/],
    [{ type: ['jpeg', ''] }, /"type" is empty/],
    [{ keyword: 'x'.repeat(201) }, /longer than 200/],
    [{ type: 'docx' }, /not read files of type "docx".*jpeg, heic/],
    [{ kind: 'screenshot,film' }, /no kind "film".*photo, screenshot, document, drawing/],
    [{ orientation: 'sideways' }, /landscape, portrait, square/],
    [{ rating: 0 }, /1 to 5/],
    [{ rating: 6 }, /1 to 5/],
    [{ rating: 3.5 }, /1 to 5/],
    [{ rating: Number.NaN }, /1 to 5/],
  ])('refuses %j', (request, words) => {
    expect(() => parseFilters(request)).toThrow(badQuery(words));
  });

  it('answers any text with a filter or with an error message', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const field = fc.constantFrom(...Object.keys(FILTERS).filter((name) => name !== 'rating'));
    fc.assert(
      fc.property(field, text, (name, value) => {
        try {
          parseFilters({ [name]: value });
        } catch (error) {
          expect(error).toEqual(badQuery(/[.?"]$/));
        }
      }),
    );
  });
});

describe('the words of a text', () => {
  it.each([
    ['no litter', ['no', 'litter']],
    ['"no litter" fine', ['no litter', 'fine']],
    ['„kein Müll“ 100', ['kein Müll', '100']],
    ['« défense d’afficher » 「東京 駅」', [' défense d’afficher ', '東京 駅']],
    ['said "no litter', ['said', 'no litter']],
    ['"" ★ RE16', ['RE16']],
    ['東京 タワー', ['東京', 'タワー']],
  ])('of %s', (text, words) => {
    expect(parseFilters({ text }).text).toEqual(words);
  });

  it('need a letter or a digit', () => {
    for (const text of ['""', '★', '"- -"']) {
      expect(() => parseFilters({ text })).toThrow(badQuery(/has no letter or digit to look for/));
    }
  });
});
