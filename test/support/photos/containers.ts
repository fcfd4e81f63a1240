/** Minimal files of formats that no installed library can write: TIFF directories, RAW files around a JPEG, boxes. */

import { QUARTERS_HEIC } from './encoded.ts';

type Entry = readonly [tag: number, type: 2 | 3 | 4, value: number | string];

/** Build one TIFF directory with small values; strings follow it. `next` and SubIFDs are offsets in the file. */
function ifd(entries: readonly Entry[], at: number): Buffer {
  const fixed = Buffer.alloc(2 + 12 * entries.length + 4);
  fixed.writeUInt16LE(entries.length, 0);
  const tail: Buffer[] = [];
  let tailAt = at + fixed.length;
  for (const [index, [tag, type, value]] of entries.entries()) {
    const to = 2 + 12 * index;
    fixed.writeUInt16LE(tag, to);
    fixed.writeUInt16LE(type, to + 2);
    if (typeof value === 'number') {
      fixed.writeUInt32LE(1, to + 4);
      fixed.writeUInt32LE(value, to + 8);
    } else {
      const text = Buffer.from(`${value}\0`.padEnd(5, '\0'));
      fixed.writeUInt32LE(text.length, to + 4);
      fixed.writeUInt32LE(tailAt, to + 8);
      tail.push(text);
      tailAt += text.length;
    }
  }
  return Buffer.concat([fixed, ...tail]);
}

/** Build a little-endian TIFF with one directory. */
export function tiff(entries: readonly Entry[], magic = 'II*\0'): Buffer {
  const head = Buffer.from(`${magic}\x08\0\0\0`, 'latin1');
  return Buffer.concat([head, ifd(entries, 8)]);
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A lossless JPEG as in the sensor data of CR2 and DNG: larger than any preview, and not a picture. */
const SENSOR_DATA = Buffer.from('ffd8ffc3000b0e17701f400101110000ffda0008010100010000', 'hex');

export interface RawParts {
  /** The pictures inside. */
  readonly jpegs: readonly Buffer[];
  readonly orientation: number;
}

const camera = (orientation: number): Entry[] => [
  [271, 2, 'Maker'],
  [272, 2, 'Model One'],
  [274, 3, orientation],
];
const exifTime: Entry = [36867, 2, '2021:02:03 04:05:06'];

/** Build a RAW file in the form of a TIFF with this magic number; a sub-directory describes its sensor data. */
function tiffRaw(magic: string, { jpegs, orientation }: RawParts, more: readonly Entry[] = []): Buffer {
  const entries = [...camera(orientation), ...more, exifTime];
  const withSub = (at: number): Entry[] => [...entries, [330, 4, at] as const].sort(([a], [b]) => a - b);
  const subAt = tiff(withSub(0), magic).length;
  const sub = ifd([[262, 3, 32803]], subAt);
  return Buffer.concat([tiff(withSub(subAt), magic), sub, ...jpegs, SENSOR_DATA]);
}

export const RAW_FILES: Record<string, (parts: RawParts) => Buffer> = {
  nef: (parts) => tiffRaw('II*\0', parts),
  arw: (parts) => tiffRaw('II*\0', parts),
  dng: (parts) => tiffRaw('II*\0', parts, [[50706, 4, 0x00000401]]),
  orf: (parts) => tiffRaw('IIRO', parts),
  rw2: (parts) => tiffRaw('IIU\0', parts),
  cr2: ({ jpegs, orientation }) => {
    const head = Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0', 'latin1');
    return Buffer.concat([head, ifd([...camera(orientation), exifTime], 16), ...jpegs, SENSOR_DATA]);
  },
  cr3: ({ jpegs, orientation }) => {
    const gps: Entry[] = [
      [1, 2, 'N'],
      [3, 2, 'E'],
    ];
    const canon = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex');
    const parts = [box('CMT1', tiff(camera(orientation))), box('CMT2', tiff([exifTime])), box('CMT4', tiff(gps))];
    const head = box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1'));
    return Buffer.concat([head, box('moov', box('uuid', canon, ...parts)), box('mdat', ...jpegs, SENSOR_DATA)]);
  },
};

/** Return the HEIC drawing, turned by irot and mirrored by imir to match an EXIF orientation. */
export function heicWithOrientation(orientation: number): Buffer {
  // Quarter turns anticlockwise, then the axis (ISO/IEC 23008-12, 6.5.10 and 6.5.12; libavif maps Exif the same way).
  const turns = { 3: 2, 5: 1, 6: 3, 7: 1, 8: 1 }[orientation];
  const axis = { 2: 1, 4: 0, 5: 0, 7: 1 }[orientation];
  const properties = [
    ...(turns === undefined ? [] : [box('irot', Buffer.from([turns]))]),
    ...(axis === undefined ? [] : [box('imir', Buffer.from([axis]))]),
  ];
  return properties.reduce((file, property) => addProperty(file, property), QUARTERS_HEIC);
}

/** Add a property to the primary item of the drawing, and correct sizes and offsets. */
function addProperty(file: Buffer, property: Buffer): Buffer {
  const find = (type: string) => file.indexOf(type, 0, 'latin1') - 4;
  const end = (box: number) => box + file.readUInt32BE(box);
  const [ipco, ipma, iloc] = [find('ipco'), find('ipma'), find('iloc')];
  const count = [...boxesIn(file, ipco + 8, end(ipco))].length;
  const grown = Buffer.from(file);
  const grow = (box: number, by: number) => grown.writeUInt32BE(file.readUInt32BE(box) + by, box);
  grow(find('meta'), property.length + 1);
  grow(find('iprp'), property.length + 1);
  grow(ipco, property.length);
  grow(ipma, 1);
  // The primary item is the last in ipma: its id (2 bytes), the count of its associations (1), one byte each.
  const entryAt = file.lastIndexOf(Buffer.from([0, 2]), end(ipma) - 1);
  grown[entryAt + 2] = file[entryAt + 2]! + 1;
  // iloc has one offset outside the meta box: that of the coded picture, directly after the header of mdat.
  const picture = Buffer.alloc(4);
  picture.writeUInt32BE(find('mdat') + 8);
  grown.writeUInt32BE(find('mdat') + 8 + property.length + 1, file.indexOf(picture, iloc));
  const essential = Buffer.from([0x80 | (count + 1)]);
  const parts = [grown.subarray(0, end(ipco)), property, grown.subarray(end(ipco), end(ipma)), essential];
  return Buffer.concat([...parts, grown.subarray(end(ipma))]);
}

function* boxesIn(file: Buffer, from: number, to: number): Generator<number> {
  for (let at = from; at < to; at += file.readUInt32BE(at)) yield at;
}
