/** Puts a coded picture into HEIF files of other forms: many items, another primary item, a sequence. */

import { boxes, findBox } from '../../../src/library/decode/formats/boxes.ts';

export interface Coded {
  readonly type: 'av01' | 'hvc1';
  readonly width: number;
  readonly height: number;
  /** The box that configures the decoder. */
  readonly config: Buffer;
  readonly data: Buffer;
}

/** Take the first coded picture out of a HEIF whose first item it is. */
export function codedIn(file: Buffer): Coded {
  const meta = findBox(file, 'meta')!.subarray(4);
  const properties = [...boxes(findBox(meta, 'iprp', 'ipco')!)];
  const config = properties.find(({ type }) => type === 'av1C' || type === 'hvcC')!;
  const size = properties.find(({ type }) => type === 'ispe')!.content;
  const mdat = findBox(file, 'mdat')!;
  return {
    type: config.type === 'av1C' ? 'av01' : 'hvc1',
    width: size.readUInt32BE(4),
    height: size.readUInt32BE(8),
    config: box(config.type, config.content),
    data: mdat,
  };
}

export interface Items {
  readonly brand: string;
  readonly compatible: readonly string[];
  /** Number of items; all show the same picture. */
  readonly count?: number;
  /** Number of the item to show, from 1. */
  readonly primary?: number;
  /** Items that are turned upside down. */
  readonly turned?: readonly number[];
}

export function heifOf(coded: Coded, { brand, compatible, count = 1, primary = 1, turned = [] }: Items): Buffer {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const file = box('ftyp', text(brand), u32(0), ...compatible.map(text));
  const size = box('ispe', u32(0), u32(coded.width), u32(coded.height));
  const properties = [coded.config, size, box('irot', Buffer.from([2]))];
  const associations = ids.map((id) =>
    Buffer.concat([u16(id), Buffer.from(turned.includes(id) ? [3, 0x81, 2, 0x83] : [2, 0x81, 2])]),
  );
  const infe = (id: number) => box('infe', u32(0x02000000), u16(id), u16(0), text(coded.type), Buffer.alloc(1));
  const extent = (id: number, at: number) => Buffer.concat([u16(id), u16(0), u16(1), u32(at), u32(coded.data.length)]);
  const meta = (at: number) =>
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0), u32(0), text('pict'), Buffer.alloc(13)),
      box('pitm', u32(0), u16(primary)),
      box('iloc', u32(0), u16(0x4400), u16(count), ...ids.map((id) => extent(id, at))),
      box('iinf', u32(0), u16(count), ...ids.map(infe)),
      box('iprp', box('ipco', ...properties), box('ipma', u32(0), u32(count), ...associations)),
    );
  const at = file.length + meta(0).length + 8;
  return Buffer.concat([file, meta(at), box('mdat', coded.data)]);
}

/** A sequence of one frame, without a primary item; first a track of transparency if wanted. */
export function sequenceOf(coded: Coded, brand: string, { auxiliary = false, long = false } = {}): Buffer {
  const file = box('ftyp', text(brand), u32(0), text(brand), text('msf1'), text('iso8'));
  const entry = Buffer.alloc(78);
  entry.writeUInt16BE(coded.width, 24);
  entry.writeUInt16BE(coded.height, 26);
  const track = (handler: string, at: number) =>
    box(
      'trak',
      box(
        'mdia',
        box('hdlr', u32(0), u32(0), text(handler), Buffer.alloc(13)),
        box(
          'minf',
          box(
            'stbl',
            box('stsd', u32(0), u32(1), box(coded.type, entry, coded.config)),
            box('stsz', u32(0), u32(0), u32(1), u32(handler === 'auxv' ? 4 : coded.data.length)),
            long ? box('co64', u32(0), u32(1), u32(0), u32(at)) : box('stco', u32(0), u32(1), u32(at)),
          ),
        ),
      ),
    );
  const moov = (at: number) => box('moov', ...(auxiliary ? [track('auxv', at)] : []), track('pict', at));
  const at = file.length + moov(0).length + 8;
  return Buffer.concat([file, moov(at), box('mdat', coded.data)]);
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
