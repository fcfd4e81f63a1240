/**
 * The same minimal file for each field that may state a fact, read by picsift and by ExifTool. The tables in
 * docs/formats.md say which formats may state a fact, and where ExifTool's values differ.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { type Facts, FIELDS } from '../../../src/library/metadata/fields.ts';
import { readFacts } from '../../../src/library/metadata/read-metadata.ts';
import type { Source } from '../../../src/library/metadata/source.ts';
import { readTakeout } from '../../../src/library/metadata/takeout.ts';
import type { Input } from '../../support/facts/builders.ts';
import { exifToolTags, NORMALISED } from '../../support/facts/exiftool.ts';
import { INPUTS } from '../../support/facts/inputs.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { EMPTY_JPEG, exifBlock, iptcBlock, jpegWith } from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const FORMATS = ['Exif', 'XMP', 'IPTC', 'PNG', 'XMP sidecar', 'Google Takeout'] as const;
const TITLES: Record<keyof Facts, string> = {
  ...{
    takenAt: 'date',
    place: 'place',
    placeName: 'place name',
    camera: 'camera',
    lens: 'lens',
    rating: 'rating',
    keywords: 'keywords',
  },
  ...{ title: 'title', description: 'description', people: 'people', label: 'label' },
};

interface Compared extends Input<unknown> {
  readonly fact: keyof Facts;
  /** Values of the tags of ExifTool. */
  readonly theirs: readonly unknown[];
}

const FACTS = Object.keys(INPUTS) as (keyof Facts)[];
const inputs = FACTS.flatMap((fact) => INPUTS[fact].map((input: Input<unknown>) => ({ ...input, fact })));
const day = (n: number) => `2019-06-0${n}T12:00:00`;
/** Fields of three kinds that state different dates. */
const CONTRARY = jpegWith(EMPTY_JPEG, {
  exif: exifBlock([], [[0x9003, '2019:06:01 12:00:00']]),
  xmp: xmp({ 'photoshop:DateCreated': day(2) }),
  iptc: iptcBlock([[2, 55, '20190603']]),
});

const folder = sharedFolder();
let compared: Compared[];
let contrary: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const files = [...inputs, { ending: 'jpg', bytes: CONTRARY }].map(({ ending, bytes }, index) => {
    const file = join(folder, `${index}.${ending}`);
    writeFileSync(file, bytes);
    return file;
  });
  const tags = await exifToolTags(files);
  compared = inputs.map((input, index) => ({ ...input, theirs: input.tags.map((tag) => tags[index]![tag]) }));
  contrary = tags.at(-1)!;
});

it('there is a file for each field', () => {
  for (const fact of FACTS) {
    const sources: readonly Source<unknown>[] = FIELDS[fact].sources;
    const isInTable = ({ format }: Input<unknown>) => format !== 'XMP sidecar' && format !== 'Google Takeout';
    expect(INPUTS[fact].filter(isInTable).map(({ format, names }) => `${format} ${names}`)).toEqual(
      sources.map(({ group, names }) => `${group} ${names.join(' + ')}`),
    );
  }
});

it('there is a file for each fact of Google Takeout', () => {
  const all = {
    ...{ photoTakenTime: { timestamp: '1559413800' }, geoData: { latitude: 1, longitude: 2 } },
    ...{ description: 'Morning fog', people: [{ name: 'Ada' }], favorited: true },
  };
  const { fallbackTakenAt, latitude, longitude, ...others } = readTakeout(Buffer.from(JSON.stringify(all)));
  const read = { ...others, takenAt: fallbackTakenAt, place: latitude && longitude };
  const stated = Object.entries(read).filter(([, value]) => value !== null && [value].flat().length > 0);
  const withInput = FACTS.filter((fact) => INPUTS[fact].some(({ format }) => format === 'Google Takeout'));
  expect(stated.map(([fact]) => fact).sort()).toEqual(withInput.toSorted());
});

describe.each(FACTS)('%s', (fact) => {
  it('is read by picsift, and ExifTool says the same unless a difference is stated', () => {
    for (const { format, names, read, value, theirs, difference } of compared.filter((each) => each.fact === fact)) {
      const where = `${format} ${names}`;
      expect(read(fact), where).toEqual(value);
      expect(theirs, where).not.toContain(undefined);
      if (difference === undefined) expect(NORMALISED[fact](theirs), where).toEqual(value);
      else expect(NORMALISED[fact](theirs), where).not.toEqual(value);
    }
  });
});

it('of several fields, picsift chooses one, and ExifTool shows all', () => {
  expect(readFacts(CONTRARY).takenAt).toBe(day(1));
  expect(contrary).toMatchObject({
    'ExifIFD:DateTimeOriginal': '2019:06:01 12:00:00',
    'XMP-photoshop:DateCreated': '2019:06:02 12:00:00',
    'IPTC:DateCreated': '2019:06:03',
  });
});

describe('docs/formats.md', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'formats.md'), 'utf8').replace(/ +/g, ' ');
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  /** The rows of the table with this header. */
  const tableOf = (header: readonly string[]) => {
    const lines = page.slice(page.indexOf(row(header))).split('\n');
    return lines.slice(
      2,
      lines.findIndex((line) => !line.startsWith('|')),
    );
  };

  it('says which formats may state each fact, and in how many fields ExifTool says the same', () => {
    const cell = (fact: keyof Facts, format: Input<unknown>['format']) => {
      const fields = INPUTS[fact].filter((input) => input.format === format);
      const differing = fields.filter(({ difference }) => difference !== undefined).length;
      if (fields.length === 0) return '';
      const same = fields.length - differing;
      return differing === 0 ? 'yes' : `yes; ${same} of ${fields.length} as ExifTool`;
    };
    const expected = FACTS.map((fact) => row([TITLES[fact], ...FORMATS.map((format) => cell(fact, format))]));
    expect(tableOf(['fact', ...FORMATS])).toEqual(expected.map((line) => line.replace(/ +/g, ' ')));
  });

  it('lists the other fields, with the reasons', () => {
    const shown = (value: unknown) => `\`${[value].flat().join('`, `')}\``.replaceAll('|', '\\|');
    const differing = compared.filter(({ difference }) => difference !== undefined);
    const expected = differing.map(({ fact, format, names, theirs, value, difference }) => {
      const field = `${format.replace(' sidecar', '')} ${names.replace(/[^+ ]+(?: [^+ ]+)*/g, '`$&`')}`;
      return row([TITLES[fact], field, shown(theirs.flat()), shown(value), difference!]);
    });
    // XMP has the same row for photos and for sidecars.
    expect(tableOf(['fact', 'field', 'ExifTool', 'picsift', 'reason'])).toEqual([...new Set(expected)]);
  });
});
