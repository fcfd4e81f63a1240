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
  });
});

describe('people', () => {
  const region = (name: string, type: string) =>
    `<rdf:li rdf:parseType="Resource"><mwg-rs:Name>${name}</mwg-rs:Name><mwg-rs:Type>${type}</mwg-rs:Type></rdf:li>`;
  const regions = `<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>${region('Ada', 'Face')}${region('Rex', 'Pet')}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`;
  const asAttributes =
    '<mwg-rs:Regions><rdf:Description><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Ada" mwg-rs:Type="Face"/></rdf:li></rdf:Bag></mwg-rs:RegionList></rdf:Description></mwg-rs:Regions>';
  const microsoft =
    '<MP:RegionInfo><rdf:Description><MPRI:Regions xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"><rdf:Bag><rdf:li><rdf:Description xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" MPReg:PersonDisplayName="Ada"/></rdf:li></rdf:Bag></MPRI:Regions></rdf:Description></MP:RegionInfo>';

  it.each([
    ['regions', xmp({}, {}, regions)],
    ['regions as attributes', xmp({}, {}, asAttributes)],
    ['regions of Microsoft', xmp({}, {}, microsoft)],
    ['a list', xmp({}, { 'Iptc4xmpExt:PersonInImage': ['Ada'] })],
    ['hierarchies of Lightroom', xmp({}, { 'lr:hierarchicalSubject': ['People|Family|Ada', 'Places|Rome', 'People'] })],
    ['hierarchies of digiKam', xmp({}, { 'digiKam:TagsList': ['People/Ada', 'Rome'] })],
  ])('of %s', (_, packet) => {
    expect(readXmpFacts(packet).people).toEqual(['Ada']);
  });
});

it('the label is a text, or a number of digiKam', () => {
  expect(readXmpFacts(xmp({ 'xmp:Label': 'Approved' })).label).toBe('Approved');
  expect(readXmpFacts(xmp({ 'digiKam:ColorLabel': '4' })).label).toBe('Green');
  expect(readXmpFacts(xmp({ 'digiKam:ColorLabel': '0' })).label).toBe(null);
});
