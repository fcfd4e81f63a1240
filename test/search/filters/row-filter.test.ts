/** Each filter on photos of a real catalog. */

import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { photosWithName, spelledNames } from '../../../src/catalog/metadata/name-lists.ts';
import { photosTitled, refreshWords } from '../../../src/catalog/metadata/words.ts';
import { textMatches } from '../../../src/catalog/text/text-matches.ts';
import { textWriter } from '../../../src/catalog/text/texts.ts';
import { PhotoTable } from '../../../src/derived/photo-table.ts';
import type { FilterName, FilterRequest } from '../../../src/search/filters/filter-table.ts';
import { parseFilters } from '../../../src/search/filters/parse-filters.ts';
import { rowFilter } from '../../../src/search/filters/row-filter.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';
import { readLines } from '../../support/text-lines.ts';

type Facts = Parameters<typeof addPhoto>[2] & { readonly text?: string };

/**
 * Creates photos with metadata, by name. @returns a function from a filter request to the names of the matching photos.
 */
function finder(photos: Readonly<Record<string, Facts>>, { coarsePlaces = false, hidden = '' } = {}) {
  const { catalog } = testCatalog();
  const texts = textWriter(catalog, { version: 1, models: [] });
  const names = new Map(
    Object.entries(photos).map(([name, { text = '', ...facts }]) => {
      const { id, contentId } = addPhoto(catalog, `/p/${name}`, facts);
      texts.put(contentId, { lines: readLines(...text.split('\n')) });
      return [id, name];
    }),
  );
  const table = new PhotoTable().refresh(catalog);
  refreshWords(catalog, () => '');
  const { id } = table.columns;
  const mask = Uint8Array.from({ length: table.count }, (_, row) => (names.get(id[row]!) === hidden ? 0 : 1));
  return (request: FilterRequest): string[] => {
    const passes = rowFilter(parseFilters(request), {
      table,
      mask,
      coarsePlaces,
      spelled: (list) => spelledNames(catalog, list),
      photosWith: (...list) => photosWithName(catalog, ...list).filter((each) => mask[table.rowOf(each)]),
      titled: (word) => photosTitled(catalog, word),
      saying: (words) => textMatches(catalog, words),
      unread: () => 0,
    });
    const rows = [...mask.keys()].filter((row) => mask[row] === 1 && passes(row));
    return rows.map((row) => basename(names.get(id[row]!)!));
  };
}

const BERLIN = { latitude: 52.52, longitude: 13.405 };

describe('rowFilter', () => {
  it('keeps the matching photos of each filter, and no photo with an unknown value', () => {
    const find = finder({
      'a.jpg': {
        takenAt: '2019-06-01T18:30:00',
        camera: 'NIKON D750',
        lens: 'AF-S NIKKOR 24-120mm',
        keywords: ['Dog', 'beach'],
        people: ['Anna Smith'],
        title: 'Our dog at the beach',
        ...BERLIN,
      },
      'b.png': {
        takenAt: '2020-01-01',
        camera: 'Canon EOS R5',
        lens: 'RF50mm F1.8 STM',
        keywords: ['dog'],
        width: 3,
        height: 4,
        rating: 5,
        people: ['Anna Smith', 'Ben'],
        label: 'Red',
        text: 'NO LITTER Fine 100',
      },
      'c.nef': { rating: 3, width: 4, height: 4 },
      'd.tif': { camera: 'EPSON Perfection V39', text: 'Dear all,\nthe lake is\nfrozen.' },
    });
    // One case for each filter: a new filter without a case fails to compile.
    const cases: Record<FilterName, readonly [FilterRequest, string[]]> = {
      taken: [{ taken: '2019' }, ['a.jpg']],
      after: [{ after: '2019-06-02' }, ['b.png']],
      before: [{ before: '2020' }, ['a.jpg']],
      camera: [{ camera: 'nikon' }, ['a.jpg']],
      lens: [{ lens: '50mm' }, ['b.png']],
      type: [{ type: ['jpeg', 'raw'] }, ['a.jpg', 'c.nef']],
      kind: [{ kind: ['document', 'screenshot'] }, ['d.tif']],
      orientation: [{ orientation: 'square' }, ['c.nef']],
      rating: [{ rating: 4 }, ['b.png']],
      keyword: [{ keyword: ['dog', 'Beach'] }, ['a.jpg']],
      person: [{ person: ['anna', 'Ben'] }, ['b.png']],
      title: [{ title: 'beach dogs' }, ['a.jpg']],
      text: [{ text: '"no litter" fine' }, ['b.png']],
      label: [{ label: 'red' }, ['b.png']],
      near: [{ near: 'Berlin, 5 km' }, ['a.jpg']],
    };
    for (const [name, [request, found]] of Object.entries(cases)) {
      expect(Object.keys(request)).toEqual([name]);
      expect(find(request), name).toEqual(found);
    }
    expect(find({})).toHaveLength(4);
    expect(find({ keyword: 'dog', rating: 4, before: '2020' })).toEqual([]);
  });

  it('includes the period in "after" and excludes it from "before": together they leave no day out', () => {
    const days = ['2018-12-31', '2019-01-01', '2019-05-31', '2019-06-01', '2019-12-31', '2020-01-01'];
    const find = finder({ ...Object.fromEntries(days.map((day) => [day, { takenAt: day }])), undated: {} });
    expect(find({ after: '2019' })).toEqual(days.slice(1));
    expect(find({ before: '2019-06' })).toEqual(days.slice(0, 3));
    expect(find({ taken: '2019-12' })).toEqual(['2019-12-31']);
    expect(find({ taken: '2019', after: '2019-06' })).toEqual(['2019-06-01', '2019-12-31']);
    expect(find({ taken: '2019', before: '2019-06' })).toEqual(['2019-01-01', '2019-05-31']);
    for (const day of days) expect([...find({ before: day }), ...find({ after: day })]).toEqual(days);
  });

  it('names nothing outside the scope', () => {
    const photos = { 'a.jpg': { camera: 'NIKON D750' }, 'b.jpg': { camera: 'Canon EOS R5', keywords: ['secret'] } };
    const find = finder(photos, { hidden: 'b.jpg' });
    expect(() => find({ camera: 'canon' })).toThrow(
      /^No photo here was taken with "canon"\. Cameras here: NIKON D750\.$/,
    );
    expect(() => find({ keyword: 'secret' })).toThrow(/^No photo here has the keyword "secret"\. Leave it out/);
  });

  it('knows places only to 0.1 degrees for callers that must not find them out', () => {
    const request = { near: `${BERLIN.latitude},${BERLIN.longitude},1` };
    expect(finder({ 'a.jpg': BERLIN })(request)).toEqual(['a.jpg']);
    expect(finder({ 'a.jpg': BERLIN }, { coarsePlaces: true })(request)).toEqual([]);
    expect(finder({ 'a.jpg': BERLIN }, { coarsePlaces: true })({ near: '52.5,13.4,1' })).toEqual(['a.jpg']);
  });
});
