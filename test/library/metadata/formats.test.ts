/** Every cell of the table of formats in docs/formats.md: which kind of metadata is read from which format. */

import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readFacts, readMetadata, readXmp } from '../../../src/library/metadata/read-metadata.ts';
import { RAW_FILES } from '../../support/photos/containers.ts';
import {
  box,
  chunk,
  EMPTY_JPEG,
  exifBlock,
  gifWith,
  IPTC_UTF8,
  iptcBlock,
  jp2With,
  jpegWith,
  jxlWith,
  photoshop,
  pngProfile,
  pngWith,
  pngXmp,
  UUID_XMP,
} from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const EXIF = exifBlock([[0x0110, 'Model One']], [[0x9003, '2019:06:01 18:30:00']]);
const XMP = xmp({ 'xmp:Rating': '4' }, { 'dc:subject': ['kayak', 'Zürich'] });
const IPTC = iptcBlock([IPTC_UTF8, [2, 25, 'snow'], [2, 55, '20190602'], [2, 60, '120000+0200']]);

const FROM_EXIF = { takenAt: '2019-06-01T18:30:00', camera: 'Model One' };
const FROM_XMP = { rating: 4, keywords: ['kayak', 'Zürich'] };
const FROM_IPTC = { takenAt: '2019-06-02T12:00:00+02:00', keywords: ['snow'] };

const drawn = () => sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
const SHARP_EXIF = { IFD0: { Model: 'Model One' }, IFD2: { DateTimeOriginal: '2019:06:01 18:30:00' } };

describe('Exif is read from', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s of sharp', async (format) => {
    expect(readMetadata(await drawn().withExif(SHARP_EXIF).toFormat(format).toBuffer())).toMatchObject(FROM_EXIF);
  });

  it.each(['heic', 'mif1', 'msf1', 'avis', 'heix'])('HEIF of the brand %s', async (brand) => {
    const bytes = await drawn().withExif(SHARP_EXIF).avif().toBuffer();
    bytes.write(brand, 8, 'latin1');
    expect(readMetadata(bytes)).toMatchObject(FROM_EXIF);
  });

  it.each([
    ['JPEG', jpegWith(EMPTY_JPEG, { exif: EXIF })],
    ['TIFF', EXIF],
    ['JPEG XL', jxlWith({ exif: EXIF })],
    ['JPEG XL, compressed', jxlWith({ exif: EXIF }, true)],
    ['JPEG XL with a prefix', jxlWith({ exif: Buffer.concat([Buffer.from('Exif\0\0'), EXIF]) })],
    ['JPEG 2000', jp2With({ exif: EXIF })],
    ['JPEG 2000 with a prefix', jp2With({ exif: Buffer.concat([Buffer.from('Exif\0\0'), EXIF]) })],
    ['PNG', pngWith(chunk('eXIf', EXIF))],
    ['PNG of ImageMagick', pngWith(pngProfile('exif', Buffer.concat([Buffer.from('Exif\0\0'), EXIF])))],
    ['PNG of ImageMagick as APP1', pngWith(pngProfile('APP1', Buffer.concat([Buffer.from('Exif\0\0'), EXIF])))],
  ])('%s', (_, bytes) => {
    expect(readMetadata(bytes)).toMatchObject(FROM_EXIF);
  });
});

describe('XMP is read from', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)('%s of sharp', async (format) => {
    expect(readMetadata(await drawn().withXmp(XMP.toString()).toFormat(format).toBuffer())).toMatchObject(FROM_XMP);
  });

  it.each(['heic', 'mif1', 'avis'])('HEIF of the brand %s', async (brand) => {
    const bytes = await drawn().withXmp(XMP.toString()).avif().toBuffer();
    bytes.write(brand, 8, 'latin1');
    expect(readMetadata(bytes)).toMatchObject(FROM_XMP);
  });

  it.each([
    ['JPEG', jpegWith(EMPTY_JPEG, { xmp: XMP })],
    ['JPEG in UTF-16', jpegWith(EMPTY_JPEG, { xmp: Buffer.from(`\ufeff${XMP}`, 'utf16le') })],
    ['JPEG XL', jxlWith({ xmp: XMP })],
    ['JPEG XL, compressed', jxlWith({ xmp: XMP }, true)],
    ['JPEG 2000', jp2With({ xmp: XMP })],
    ['JPEG 2000 in an XML box', jp2With({ xmp: XMP }, 'xml ')],
    ['CR3', Buffer.concat([RAW_FILES.cr3!({ jpegs: [], orientation: 1 }), box('uuid', UUID_XMP, XMP)])],
    ['PNG', pngWith(pngXmp(XMP))],
    ['PNG, compressed', pngWith(pngXmp(XMP, true))],
    ['PNG of ImageMagick', pngWith(pngProfile('xmp', XMP))],
    ['GIF', gifWith({ xmp: XMP })],
  ])('%s', (_, bytes) => {
    expect(readMetadata(bytes)).toMatchObject(FROM_XMP);
  });
});

describe('IPTC is read from', () => {
  it.each([
    ['JPEG', jpegWith(EMPTY_JPEG, { iptc: IPTC })],
    ['TIFF', exifBlock([[0x83bb, IPTC]])],
    ['JPEG 2000', jp2With({ iptc: IPTC })],
    ['PNG of ImageMagick', pngWith(pngProfile('iptc', photoshop(IPTC)))],
    ['PNG without the resource of Photoshop', pngWith(pngProfile('iptc', IPTC))],
  ])('%s', (_, bytes) => {
    expect(readMetadata(bytes)).toMatchObject(FROM_IPTC);
  });

  it('JPEG with several segments of Photoshop', () => {
    const rest = { iptc: iptcBlock([[2, 101, 'Norway']]) };
    for (const [first, second] of [
      [{ iptc: IPTC }, rest],
      [rest, { iptc: IPTC }],
    ] as const) {
      expect(readMetadata(jpegWith(jpegWith(EMPTY_JPEG, second), first))).toMatchObject(FROM_IPTC);
    }
  });

  it.each([
    ['UTF-8 with its marker', [IPTC_UTF8, [2, 25, 'Zürich']]],
    ['UTF-8 without a marker', [[2, 25, 'Zürich']]],
    ['Latin-1 without a marker', [[2, 25, Buffer.from('Zürich', 'latin1')]]],
    [
      'Latin-1 with its marker',
      [
        [1, 90, '\x1b.A'],
        [2, 25, Buffer.from('Zürich', 'latin1')],
      ],
    ],
  ] as const)('%s', (_, values) => {
    expect(readMetadata(jpegWith(EMPTY_JPEG, { iptc: iptcBlock(values) })).keywords).toEqual(['Zürich']);
  });

  it('Latin-1 that looks like UTF-8, by its marker', () => {
    const iptc = iptcBlock([
      [1, 90, '\x1b.A'],
      [2, 25, Buffer.from('Ã¼', 'latin1')],
    ]);
    expect(readMetadata(jpegWith(EMPTY_JPEG, { iptc })).keywords).toEqual(['Ã¼']);
  });
});

describe('texts of a PNG are read', () => {
  it.each([
    ['tEXt', chunk('tEXt', 'Creation Time\0Sat, 1 Jun 2019 18:30:00 +0200')],
    ['zTXt', chunk('zTXt', 'Creation Time\0\0', deflateSync(Buffer.from('2019-06-01T18:30:00+02:00')))],
    ['iTXt', chunk('iTXt', 'Creation Time\0\0\0de\0Entstehungszeit\0', '2019:06:01 18:30:00+02:00')],
    [
      'compressed iTXt',
      chunk('iTXt', 'Creation Time\0\x01\0\0\0', deflateSync(Buffer.from('2019-06-01T18:30:00+02:00'))),
    ],
  ])('%s', (_, text) => {
    expect(readMetadata(pngWith(text)).takenAt).toBe('2019-06-01T18:30:00+02:00');
  });

  it('in UTF-8 and in Latin-1', () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const text = Buffer.concat([Buffer.from('Title\0'), Buffer.from('Zürich', encoding)]);
      expect(readFacts(pngWith(chunk('tEXt', text))).title).toBe('Zürich');
    }
  });

  it('and the time of its last change, if nothing else is known', () => {
    const change = chunk('tIME', Buffer.from([0x07, 0xe3, 6, 1, 18, 30, 0]));
    expect(readMetadata(pngWith(change)).takenAt).toBe('2019-06-01T18:30:00Z');
    expect(readMetadata(pngWith(change, chunk('tEXt', 'Creation Time\x002018-01-02'))).takenAt).toBe('2018-01-02');
  });
});

it('properties of other namespaces with the same name are not taken', () => {
  const packet = XMP.toString().replace('http://ns.adobe.com/xap/1.0/', 'http://example.com/');
  expect(readXmp(Buffer.from(packet))).toMatchObject({ rating: null, keywords: FROM_XMP.keywords });
});

describe('a sidecar is read', () => {
  const text = `<?xml version="1.0" encoding="UTF-16"?>\n${XMP}\n`;
  const bigEndian = Buffer.from(text, 'utf16le').swap16();
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['big-endian UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian])],
    ['big-endian UTF-16 without a byte order mark', bigEndian],
  ])('in %s', (_, bytes) => {
    expect(readXmp(bytes)).toMatchObject(FROM_XMP);
  });

  it.each([
    ['old element names', (xml: string) => xml.replaceAll('x:xmpmeta', 'x:xapmeta')],
    ['no element around RDF', (xml: string) => xml.replace(/<x:xmpmeta[^>]*>/, '').replace('</x:xmpmeta>', '')],
    ['another prefix of RDF', (xml: string) => xml.replaceAll('rdf:', 'r:').replace('xmlns:rdf', 'xmlns:r')],
    ['other prefixes of properties', (xml: string) => xml.replace(/(xmlns:)?\b(xmp|dc)([:=])/g, '$1other-$2$3')],
    ['a packet with padding', (xml: string) => `<?xpacket begin=''?>${xml}${' '.repeat(999)}<?xpacket end='w'?>\0\0`],
    [
      'a properties element',
      (xml: string) => xml.replace('xmp:Rating="4" ', '').replace('<dc:', '<xmp:Rating> 4 </xmp:Rating><dc:'),
    ],
    ['comments', (xml: string) => xml.replaceAll('<rdf:', '<!-- <rdf:RDF> --><rdf:')],
    ['CDATA', (xml: string) => xml.replace('kayak', '<![CDATA[kay]]>ak')],
    ['character references', (xml: string) => xml.replace('kayak', '&#107;&#x61;yak')],
    ['line breaks and single quotes', (xml: string) => xml.replaceAll(' xmlns', '\n  xmlns').replaceAll('"', "'")],
    ['an element of another namespace around RDF', (xml: string) => xml.replaceAll('x:xmpmeta', 'xmp:xmpmeta')],
    [
      'a default namespace',
      (xml: string) =>
        xml
          .replace(/<dc:subject>/, '<subject xmlns="http://purl.org/dc/elements/1.1/">')
          .replace('</dc:subject>', '</subject>'),
    ],
    ['no declarations', (xml: string) => xml.replace(/ xmlns:(?!x)[\w-]+="[^"]*"/g, '')],
    ['a namespace without its last slash', (xml: string) => xml.replace('elements/1.1/"', 'elements/1.1"')],
    ['a damaged end', (xml: string) => `${xml.slice(0, xml.indexOf('</dc:subject>'))}<damaged`],
    [
      'rdf:value',
      (xml: string) =>
        xml.replace('<rdf:li>kayak</rdf:li>', '<rdf:li rdf:parseType="Resource"><rdf:value>kayak</rdf:value></rdf:li>'),
    ],
    ['Seq instead of Bag', (xml: string) => xml.replaceAll('rdf:Bag', 'rdf:Seq')],
  ])('with %s', (_, change) => {
    expect(change(XMP.toString())).not.toBe(XMP.toString());
    expect(readXmp(Buffer.from(change(XMP.toString())))).toMatchObject(FROM_XMP);
    expect(readMetadata(jpegWith(EMPTY_JPEG, { xmp: Buffer.from(change(XMP.toString())) }))).toMatchObject(FROM_XMP);
  });
});
