/** Blocks of metadata, and files of every format around them. The files have no pixels unless they begin with a photo. */

import { brotliCompressSync, deflateSync } from 'node:zlib';

/** A value of Exif: text, fractions, bytes, a short integer. */
export type ExifEntry = readonly [
  tag: number,
  value: string | readonly (readonly [number, number])[] | Buffer | number,
];

/** Build big-endian Exif with a main, an Exif and a GPS directory. */
export function exifBlock(main: readonly ExifEntry[], exif: readonly ExifEntry[] = [], gps: readonly ExifEntry[] = []) {
  const length = (entries: readonly ExifEntry[]) =>
    2 + 12 * entries.length + 4 + entries.reduce((sum, [, value]) => sum + (encoded(value).bytes.length + 1), 0);
  const withPointers = (exifAt: number, gpsAt: number): Directory => [
    ...main,
    [0x8769, { pointer: exifAt }],
    [0x8825, { pointer: gpsAt }],
  ];
  const exifAt = 8 + length(main) + 2 * 12;
  const gpsAt = exifAt + length(exif);
  const head = Buffer.from('MM\0*\0\0\0\x08', 'latin1');
  const file = Buffer.alloc(gpsAt + length(gps));
  for (const [at, directory] of [
    [8, withPointers(exifAt, gpsAt)],
    [exifAt, exif],
    [gpsAt, gps],
  ] as const) {
    directoryAt(at, directory).copy(file, at);
  }
  head.copy(file);
  return file;
}

type Directory = readonly (ExifEntry | readonly [tag: number, value: { readonly pointer: number }])[];

function directoryAt(at: number, entries: Directory): Buffer {
  const fixed = Buffer.alloc(2 + 12 * entries.length + 4);
  fixed.writeUInt16BE(entries.length, 0);
  const tail: Buffer[] = [];
  let tailAt = at + fixed.length;
  for (const [index, [tag, value]] of entries.toSorted(([a], [b]) => a - b).entries()) {
    const to = 2 + 12 * index;
    const { type, count, bytes } = encoded(value);
    fixed.writeUInt16BE(tag, to);
    fixed.writeUInt16BE(type, to + 2);
    fixed.writeUInt32BE(count, to + 4);
    if (bytes.length <= 4) {
      bytes.copy(fixed, to + 8);
    } else {
      fixed.writeUInt32BE(tailAt, to + 8);
      tail.push(bytes);
      tailAt += bytes.length;
    }
  }
  return Buffer.concat([fixed, ...tail]);
}

function encoded(value: ExifEntry[1] | { readonly pointer: number }) {
  if (Buffer.isBuffer(value)) return { type: 1, count: value.length, bytes: value };
  if (typeof value === 'string') {
    const bytes = Buffer.from(`${value}\0`);
    return { type: 2, count: bytes.length, bytes };
  }
  if (typeof value === 'number') return { type: 3, count: 1, bytes: Buffer.from([value >> 8, value & 255]) };
  if (!('length' in value)) return { type: 4, count: 1, bytes: unsigned(value.pointer) };
  return { type: 5, count: value.length, bytes: Buffer.concat(value.flat().map(unsigned)) };
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Build IPTC: record, dataset and bytes of each value (IIM 4.2, 1.5). */
export function iptcBlock(values: readonly (readonly [record: number, set: number, value: string | Buffer])[]): Buffer {
  const sets = values.map(([record, set, value]) => {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([Buffer.from([0x1c, record, set, bytes.length >> 8, bytes.length & 255]), bytes]);
  });
  return Buffer.concat(sets);
}

/** The marker of UTF-8 in dataset 1:90. */
export const IPTC_UTF8 = [1, 90, '\x1b%G'] as const;

/** Put a block of IPTC into a resource as Photoshop does. */
export function photoshop(iptc: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('8BIM\x04\x04\0\0', 'latin1'),
    unsigned(iptc.length),
    iptc,
    Buffer.alloc(iptc.length % 2),
  ]);
}

export interface Blocks {
  readonly exif?: Buffer;
  readonly xmp?: Buffer;
  readonly iptc?: Buffer;
}

/** Insert segments behind the start of a JPEG. */
export function jpegWith(jpeg: Buffer, { exif, xmp, iptc }: Blocks): Buffer {
  const segment = (marker: number, name: string, block: Buffer | undefined) => {
    if (block === undefined) return Buffer.alloc(0);
    const body = Buffer.concat([Buffer.from(name, 'latin1'), block]);
    return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  };
  const parts = [
    segment(0xe1, 'Exif\0\0', exif),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp),
    segment(0xed, 'Photoshop 3.0\0', iptc && photoshop(iptc)),
  ];
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
}

/** A JPEG without a picture. */
export const EMPTY_JPEG = Buffer.from('ffd8ffd900000000', 'hex');

export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([unsigned(8 + body.length), Buffer.from(type, 'latin1'), body]);
}

const JXL_HEAD = [
  box('JXL ', Buffer.from('\r\n\x87\n', 'latin1')),
  box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
];

/** @param compressed true for boxes compressed with Brotli, as cjxl makes them. */
export function jxlWith({ exif, xmp }: Blocks, compressed = false): Buffer {
  const inner = (type: string, content: Buffer) =>
    compressed ? box('brob', Buffer.from(type, 'latin1'), brotliCompressSync(content)) : box(type, content);
  const parts = [exif && inner('Exif', Buffer.concat([unsigned(0), exif])), xmp && inner('xml ', xmp)];
  return Buffer.concat([...JXL_HEAD, ...parts.filter((part) => part !== undefined), box('jxlc', Buffer.alloc(4))]);
}

const JP2_HEAD = [
  box('jP  ', Buffer.from('\r\n\x87\n', 'latin1')),
  box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
];
export const UUID_XMP = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');

export function jp2With({ exif, xmp, iptc }: Blocks, xmpBox: 'uuid' | 'xml ' = 'uuid'): Buffer {
  const parts = [
    exif && box('uuid', Buffer.from('JpgTiffExif->JP2'), exif),
    iptc && box('uuid', Buffer.from('33c7a4d2b81d4723a0baf1a3e097ad38', 'hex'), iptc),
    xmp && (xmpBox === 'uuid' ? box('uuid', UUID_XMP, xmp) : box('xml ', xmp)),
  ];
  return Buffer.concat([...JP2_HEAD, ...parts.filter((part) => part !== undefined), box('jp2c', Buffer.alloc(4))]);
}

export function chunk(type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  return Buffer.concat([unsigned(body.length), Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
}

/** A PNG without a picture. */
export function pngWith(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, chunk('IEND')]);
}

/** An iTXt chunk with XMP, as Adobe writes it, or compressed. */
export function pngXmp(xmp: Buffer, compressed = false): Buffer {
  const flags = compressed ? '\x01\0\0\0' : '\0\0\0\0';
  return chunk('iTXt', `XML:com.adobe.xmp\0${flags}`, compressed ? deflateSync(xmp) : xmp);
}

/** A text chunk as ImageMagick stores a block of another format. */
export function pngProfile(name: string, block: Buffer): Buffer {
  const text = `\n${name}\n${String(block.length).padStart(8)}\n${block.toString('hex').replace(/.{72}/g, '$&\n')}\n`;
  return chunk('zTXt', `Raw profile type ${name}\0\0`, deflateSync(Buffer.from(text)));
}

export function gifWith({ xmp }: Blocks): Buffer {
  const head = Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1');
  const magic = Buffer.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);
  return Buffer.concat([head, Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1'), xmp!, magic, Buffer.from(';')]);
}

/** UTF-16 as Windows writes it into Exif. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}
