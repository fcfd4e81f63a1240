/** Metadata of any content is harmless: no exception, bounded texts and lists, no huge decompression. */

import { brotliCompressSync, constants, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/library/metadata/fields.ts';
import { NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { readFacts, readMetadata, readXmp, readXmpFacts } from '../../../src/library/metadata/read-metadata.ts';
import { RAW_FILES } from '../../support/photos/containers.ts';
import {
  box,
  chunk,
  EMPTY_JPEG,
  exifBlock,
  gifWith,
  iptcBlock,
  jp2With,
  jpegWith,
  jxlWith,
  pngProfile,
  pngWith,
  pngXmp,
  wide,
} from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const EXIF = exifBlock(
  [
    [0x010f, 'Maker'],
    [0x0110, 'Model One'],
    [0x9c9e, wide('one;two')],
  ],
  [[0x9003, '2019:06:01 18:30:00']],
  [
    [1, 'S'],
    [
      2,
      [
        [33, 1],
        [30, 1],
        [0, 1],
      ],
    ],
    [3, 'E'],
    [
      4,
      [
        [151, 1],
        [15, 1],
        [0, 1],
      ],
    ],
  ],
);
const XMP = xmp({ 'xmp:Rating': '4', 'exif:GPSLatitude': '43,4.5N' }, { 'dc:subject': ['a', 'b'], 'dc:title': ['T'] });
const IPTC = iptcBlock([
  [2, 25, 'snow'],
  [2, 55, '20190602'],
  [2, 60, '120000+0200'],
]);
const BLOCKS = { exif: EXIF, xmp: XMP, iptc: IPTC };
const FILES: Record<string, Buffer> = {
  jpeg: jpegWith(EMPTY_JPEG, BLOCKS),
  tiff: EXIF,
  jxl: jxlWith(BLOCKS),
  brob: jxlWith(BLOCKS, true),
  jp2: jp2With(BLOCKS),
  png: pngWith(chunk('eXIf', EXIF), pngXmp(XMP, true), pngProfile('exif', EXIF), chunk('tEXt', 'Title\0T')),
  gif: gifWith(BLOCKS),
  cr3: RAW_FILES.cr3!({ jpegs: [], orientation: 1 }),
  xmp: XMP,
};

function expectBounded(facts: Facts) {
  const texts = [facts.takenAt, facts.camera, facts.lens, facts.title, facts.label, ...facts.keywords, ...facts.people];
  for (const text of texts) expect(text?.length ?? 0).toBeLessThanOrEqual(410);
  expect(facts.description?.length ?? 0).toBeLessThanOrEqual(2000);
  expect(facts.keywords.length).toBeLessThanOrEqual(500);
  expect(facts.people.length).toBeLessThanOrEqual(500);
}

describe.each(Object.entries(FILES))('damaged %s', (kind, file) => {
  it('is read without an exception, whatever is changed in it', () => {
    const change = fc.record({ at: fc.nat(file.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });
    const damage = fc.record({
      changes: fc.array(change, { maxLength: 4 }),
      end: fc.nat(file.length),
      isCut: fc.boolean(),
    });
    fc.assert(
      fc.property(damage, ({ changes, end, isCut }) => {
        const damaged = Buffer.from(file);
        for (const { at, bytes } of changes) damaged.set(bytes.subarray(0, file.length - at), at);
        const rest = isCut ? damaged.subarray(0, end) : damaged;
        expectBounded(kind === 'xmp' ? readXmpFacts(rest) : readFacts(rest));
      }),
      { numRuns: 200 },
    );
  });
});

describe('compressed metadata', () => {
  const bomb = Buffer.concat([XMP, Buffer.alloc(64 * 1024 * 1024, ' ')]);

  it('is not decompressed when it is huge', () => {
    const packed = box(
      'brob',
      Buffer.from('xml '),
      brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    );
    expect(readMetadata(Buffer.concat([jxlWith({}), packed]))).toEqual(NOTHING_KNOWN);
    const flags = Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0', 'latin1');
    expect(readMetadata(pngWith(chunk('iTXt', flags, deflateSync(bomb, { level: 1 }))))).toEqual(NOTHING_KNOWN);
    expect(readMetadata(pngWith(chunk('zTXt', 'Title\0\0', deflateSync(bomb, { level: 1 }))))).toEqual(NOTHING_KNOWN);
  });

  it('is read only a few times, however often it occurs', () => {
    // Reading all of them takes longer than the time-out of a test.
    const packed = box('brob', Buffer.from('none'), brotliCompressSync(Buffer.alloc(4 * 1024 * 1024)));
    const many = Buffer.concat([jxlWith({}), ...Array.from({ length: 100_000 }, () => packed)]);
    expect(readMetadata(many)).toEqual(NOTHING_KNOWN);
  });
});

it('an XMP packet may end many times', () => {
  const head = Buffer.from('RIFF\0\0\0\0WEBPXMP \0\0\0\0', 'latin1');
  // A search from each of them takes longer than the time-out of a test.
  const packet = Buffer.from('<?xpacket end="'.repeat(200_000));
  head.writeUInt32LE(packet.length, 16);
  expect(readMetadata(Buffer.concat([head, packet]))).toEqual(NOTHING_KNOWN);
});

describe('XML', () => {
  it('may be deep, and may declare entities', () => {
    const deep = `${'<dc:subject>'.repeat(50_000)}${'</dc:subject>'.repeat(50_000)}`;
    expect(readXmp(xmp({}, {}, deep)).keywords).toEqual([]);
    const entities = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`;
    const packet = xmp({ 'tiff:Model': '&b;' }).toString();
    expect(readXmp(Buffer.from(entities + packet)).camera?.length ?? 0).toBeLessThanOrEqual(200);
  });

  it('may have long texts, many keywords and names of JavaScript', () => {
    const words = Array.from({ length: 2000 }, (_, i) => `word ${i}`);
    const packet = xmp(
      { 'tiff:Model': 'x'.repeat(100_000) },
      { 'dc:subject': words, 'lr:hierarchicalSubject': ['|'.repeat(9999)] },
    );
    const { camera, keywords } = readXmp(packet);
    expect(camera).toHaveLength(200);
    expect(keywords).toHaveLength(500);
    expect(readXmp(xmp({}, { 'dc:__proto__': ['a'], 'dc:constructor': ['b'] }))).toEqual(NOTHING_KNOWN);
  });
});

it('texts lose control characters and half characters', () => {
  const camera = (model: string) => readMetadata(jpegWith(EMPTY_JPEG, { exif: exifBlock([[0x0110, model]]) })).camera;
  expect(camera('A\x1b[31m\nB\t')).toBe('A [31m B');
  expect(camera(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
});
