/**
 * Makes a still picture of the first frame of an image sequence that has no other picture. The coded frame is the same
 * in both; only the boxes around it differ (ISO/IEC 14496-12, chapter 8; ISO/IEC 23008-12, chapters 6 and 7).
 */

import { PicsiftError } from '../../../base/errors.ts';
import { boxes, findBox } from './boxes.ts';

/** Bytes of a visual sample entry before its boxes. */
const ENTRY_BYTES = 78;
/** Properties of an item that a sample entry has as boxes of the same form. */
const PROPERTIES = ['av1C', 'hvcC', 'colr', 'pixi', 'pasp'];
const CODED_ITEMS: Partial<Record<string, 'av01' | 'hvc1'>> = { av01: 'av01', hvc1: 'hvc1', hev1: 'hvc1' };

/** @throws PicsiftError `photo-unreadable`. */
export function firstFrame(bytes: Buffer): Buffer {
  const moov = findBox(bytes, 'moov') ?? Buffer.alloc(0);
  for (const { type, content: track } of boxes(moov)) {
    const frame = type === 'trak' && isPictures(track) ? frameOf(bytes, track) : undefined;
    if (frame !== undefined) return still(frame);
  }
  throw new PicsiftError('photo-unreadable', 'it holds no picture that picsift can decode');
}

interface Frame {
  readonly type: 'av01' | 'hvc1';
  readonly width: number;
  readonly height: number;
  readonly properties: readonly Buffer[];
  readonly data: Buffer;
}

/** The handler of a track of transparency is `auxv`. */
function isPictures(track: Buffer): boolean {
  return ['pict', 'vide'].includes(findBox(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12) ?? '');
}

function frameOf(bytes: Buffer, track: Buffer): Frame | undefined {
  const table = findBox(track, 'mdia', 'minf', 'stbl');
  if (table === undefined) return undefined;
  const [entry] = boxes(findBox(table, 'stsd')?.subarray(8) ?? Buffer.alloc(0));
  const type = CODED_ITEMS[entry?.type ?? ''];
  const [sizes, offsets, longOffsets] = ['stsz', 'stco', 'co64'].map((name) => findBox(table, name));
  if (entry === undefined || type === undefined || entry.content.length < ENTRY_BYTES) return undefined;
  if (sizes === undefined || sizes.length < 12) return undefined;
  const size = sizes.readUInt32BE(4) || (sizes.length >= 16 ? sizes.readUInt32BE(12) : 0);
  const offset = (offsets?.length ?? 0) >= 12 ? offsets!.readUInt32BE(8) : Number(longOffsets?.readBigUInt64BE(8) ?? 0);
  if (size === 0 || offset === 0 || offset + size > bytes.length) return undefined;
  const properties = [...boxes(entry.content.subarray(ENTRY_BYTES))].filter((part) => PROPERTIES.includes(part.type));
  return {
    type,
    width: entry.content.readUInt16BE(24),
    height: entry.content.readUInt16BE(26),
    properties: properties.map((part) => box(part.type, part.content)),
    data: bytes.subarray(offset, offset + size),
  };
}

function still({ type, width, height, properties, data }: Frame): Buffer {
  const brand = type === 'av01' ? 'avif' : 'heic';
  const file = box('ftyp', text(brand), u32(0), text('mif1'), text(brand));
  const all = [box('ispe', u32(0), u32(width), u32(height)), ...properties];
  // Item 1 has all properties; the highest bit says that it cannot be shown without them.
  const associations = Buffer.from([all.length, ...all.map((_, index) => 0x80 | (index + 1))]);
  const meta = (dataAt: number) =>
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0), u32(0), text('pict'), Buffer.alloc(13)),
      box('pitm', u32(0), u16(1)),
      // Offsets and sizes of four bytes; one item with one extent.
      box('iloc', u32(0), u16(0x4400), u16(1), u16(1), u16(0), u16(1), u32(dataAt), u32(data.length)),
      box('iinf', u32(0), u16(1), box('infe', u32(0x02000000), u16(1), u16(0), text(type), Buffer.alloc(1))),
      box('iprp', box('ipco', ...all), box('ipma', u32(0), u32(1), u16(1), associations)),
    );
  const dataAt = file.length + meta(0).length + 8;
  return Buffer.concat([file, meta(dataAt), box('mdat', data)]);
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(8 + body.length), text(type), body]);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
