/** What people wrote about a photo: keywords, title and description, people, label. */

import { describe, expect, it } from 'vitest';
import { readFacts, readMetadata, readXmpFacts } from '../../../src/library/metadata/read-metadata.ts';
import {
  chunk,
  EMPTY_JPEG,
  exifBlock,
  IPTC_UTF8,
  iptcBlock,
  jpegWith,
  pngWith,
  wide,
} from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const exif = (...blocks: Parameters<typeof exifBlock>) => ({ exif: exifBlock(...blocks) });
const photo = (blocks: Parameters<typeof jpegWith>[1]) => jpegWith(EMPTY_JPEG, blocks);

describe('keywords', () => {
  it('are collected from all fields, without duplicates', () => {
    const packet = xmp(
      {},
      {
        'dc:subject': ['lake', 'boat'],
        'MicrosoftPhoto:LastKeywordXMP': ['Sport/kayak'],
        'mediapro:CatalogSets': ['Trips|Norway'],
      },
    );
    const iptc = iptcBlock([IPTC_UTF8, [2, 25, 'lake'], [2, 25, 'fjord']]);
    const windows = exif([[0x9c9e, wide('boat; Zürich;;日本')]]);
    expect(readMetadata(photo({ ...windows, xmp: packet, iptc })).keywords).toEqual([
      'lake',
      'fjord',
      'boat',
      'Sport',
      'kayak',
      'Trips',
      'Norway',
      'Zürich',
      '日本',
    ]);
  });
});

describe('title and description', () => {
  it.each([
    ['XMP', photo({ xmp: xmp({}, { 'dc:title': ['T'], 'dc:description': ['D'] }) })],
    [
      'IPTC',
      photo({
        iptc: iptcBlock([
          [2, 5, 'T'],
          [2, 120, 'D'],
        ]),
      }),
    ],
    [
      'Exif of Windows',
      photo(
        exif([
          [0x9c9b, wide('T')],
          [0x9c9f, wide('D')],
        ]),
      ),
    ],
    ['PNG', pngWith(chunk('tEXt', 'Title\0T'), chunk('tEXt', 'Description\0D'))],
  ])('of %s', (_, bytes) => {
    expect(readFacts(bytes)).toMatchObject({ title: 'T', description: 'D' });
  });

  it('are not what the camera writes into every photo', () => {
    const text = (value: string) => readFacts(photo(exif([[0x010e, value]]))).description;
    expect(text('OLYMPUS DIGITAL CAMERA         ')).toBe(null);
    expect(text('SONY DSC')).toBe(null);
    expect(text('My first digital camera')).toBe('My first digital camera');
    const title = (value: string) => readFacts(photo(exif([[0x9c9b, wide(value)]]))).title;
    expect(title('OLYMPUS DIGITAL CAMERA')).toBe(null);
    expect(title('hdrpl')).toBe(null);
    expect(title('A day at sea')).toBe('A day at sea');
  });

  it.each([
    ['the default', { de: 'Katze', 'x-default': 'Cat' }, 'Cat'],
    ['the first language, when the default is empty', { 'x-default': '', 'en-US': 'Cat', de: 'Katze' }, 'Cat'],
    ['the headline, when all are empty', { 'x-default': '', 'en-US': ' ' }, 'Headline'],
  ])('of several languages: %s', (_, texts, title) => {
    const items = Object.entries(texts).map(([language, text]) => `<rdf:li xml:lang="${language}">${text}</rdf:li>`);
    const more = `<dc:title><rdf:Alt>${items.join('')}</rdf:Alt></dc:title>`;
    expect(readXmpFacts(xmp({ 'photoshop:Headline': 'Headline' }, {}, more)).title).toBe(title);
  });
});

describe('people', () => {
  const region = (name: string, type: string) =>
    `<rdf:li rdf:parseType="Resource"><mwg-rs:Name>${name}</mwg-rs:Name><mwg-rs:Type>${type}</mwg-rs:Type></rdf:li>`;
  const regions = `<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>${region('Ada', 'Face')}${region('Rex', 'Pet')}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`;
  const ofAcdsee = `<acdsee-rs:Regions xmlns:acdsee-rs="http://ns.acdsee.com/regions/"><rdf:Seq><rdf:li><rdf:Description acdsee-rs:Type="Face" acdsee-rs:Name="Ada"/></rdf:li></rdf:Seq></acdsee-rs:Regions>`;
  const details =
    '<Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:PersonName><rdf:Alt><rdf:li xml:lang="de">Ada von L.</rdf:li><rdf:li xml:lang="x-default">Ada</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName></rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImageWDetails>';
  const asAttributes =
    '<mwg-rs:Regions><rdf:Description><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Ada" mwg-rs:Type="Face"/></rdf:li></rdf:Bag></mwg-rs:RegionList></rdf:Description></mwg-rs:Regions>';
  const microsoft =
    '<MP:RegionInfo><rdf:Description><MPRI:Regions xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"><rdf:Bag><rdf:li><rdf:Description xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" MPReg:PersonDisplayName="Ada"/></rdf:li></rdf:Bag></MPRI:Regions></rdf:Description></MP:RegionInfo>';

  it.each([
    ['regions', xmp({}, {}, regions)],
    ['regions as attributes', xmp({}, {}, asAttributes)],
    ['regions of Microsoft', xmp({}, {}, microsoft)],
    ['regions of ACDSee', xmp({}, {}, ofAcdsee)],
    [
      'regions of another case',
      xmp({}, {}, `<mwg-rs:Regions><rdf:Bag>${region('Ada', 'face')}</rdf:Bag></mwg-rs:Regions>`),
    ],
    ['people with details', xmp({}, {}, details)],
    ['a list', xmp({}, { 'Iptc4xmpExt:PersonInImage': ['Ada'] })],
    ['hierarchies of Lightroom', xmp({}, { 'lr:hierarchicalSubject': ['People|Family|Ada', 'Places|Rome', 'People'] })],
    ['hierarchies of digiKam', xmp({}, { 'digiKam:TagsList': ['People/Ada', 'Rome'] })],
    [
      'hierarchies with their groups',
      xmp({}, { 'digiKam:TagsList': ['People', 'People/Family', 'People/Family/Ada'] }),
    ],
    ['hierarchies in Russian', xmp({}, { 'lr:hierarchicalSubject': ['Люди|Ada'] })],
  ])('of %s', (_, packet) => {
    expect(readXmpFacts(packet).people).toEqual(['Ada']);
  });
});

it('the label is a text, or a number of digiKam or darktable', () => {
  expect(readXmpFacts(xmp({ 'xmp:Label': 'Approved' })).label).toBe('Approved');
  expect(readXmpFacts(xmp({ 'digiKam:ColorLabel': '4' })).label).toBe('Green');
  expect(readXmpFacts(xmp({ 'digiKam:ColorLabel': '0' })).label).toBe(null);
  const darktable = (color: string) =>
    `<darktable:colorlabels xmlns:darktable="http://darktable.sf.net/"><rdf:Seq><rdf:li>${color}</rdf:li></rdf:Seq></darktable:colorlabels>`;
  expect(readXmpFacts(xmp({}, {}, darktable('3'))).label).toBe('Blue');
  expect(readXmpFacts(xmp({}, {}, darktable('9'))).label).toBe(null);
});
