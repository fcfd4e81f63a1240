/** Writes the drawing of quarters.ts as TIFFs of many kinds (TIFF 6.0), without a library. */

import { deflateSync } from 'node:zlib';
import { HEIGHT, quarterPixels, WIDTH } from './quarters.ts';

export interface TiffOptions {
  readonly photometric?: number;
  readonly bits?: number;
  /** 1: unsigned, 2: signed, 3: float. */
  readonly format?: 1 | 2 | 3;
  readonly big?: boolean;
  /** Big-endian. */
  readonly motorola?: boolean;
  readonly planar?: boolean;
  readonly tile?: number;
  readonly rowsPerStrip?: number;
  readonly compression?: 'none' | 'lzw' | 'deflate' | 'packbits' | number;
  readonly predictor?: 1 | 2 | 3;
  readonly extras?: readonly number[];
  readonly orientation?: number;
  readonly palette?: readonly number[];
  readonly icc?: Buffer;
  readonly lowBitFirst?: boolean;
  /** YCbCr with colours for each pixel. */
  readonly fullYcc?: boolean;
  /** Replaces the data of a strip or tile. */
  readonly spoil?: (data: Buffer, index: number) => Buffer;
  /** The samples of a pixel, from the drawing's red, green and blue. */
  readonly samples: (rgb: readonly [number, number, number], x: number, y: number) => readonly number[];
}

const CODES = { none: 1, lzw: 5, deflate: 8, packbits: 32773 };

export function tiffOf(options: TiffOptions): Buffer {
  const { photometric = 2, bits = 8, format = 1, big = false, motorola = false, planar = false } = options;
  const { tile, rowsPerStrip = HEIGHT, compression = 'none', predictor = 1, extras, orientation = 1 } = options;
  const rgb = quarterPixels();
  const pixel = (x: number, y: number): readonly number[] => {
    const at = (Math.min(y, HEIGHT - 1) * WIDTH + Math.min(x, WIDTH - 1)) * 3;
    return options.samples([rgb[at]!, rgb[at + 1]!, rgb[at + 2]!], x, y);
  };
  const samples = pixel(0, 0).length;
  const block = tile === undefined ? { width: WIDTH, height: rowsPerStrip } : { width: tile, height: tile };
  const parts: Buffer[] = [];
  for (let plane = 0; plane < (planar ? samples : 1); plane++) {
    for (let top = 0; top < HEIGHT; top += block.height) {
      for (let left = 0; left < WIDTH; left += block.width) {
        const height = tile === undefined ? Math.min(block.height, HEIGHT - top) : block.height;
        const rows = Array.from({ length: height }, (_, y) => {
          const values = Array.from({ length: block.width }, (_, x) => pixel(left + x, top + y));
          const row = values.flatMap((all) => (planar ? [all[plane]!] : all));
          return predicted(rowOf(row, bits, format, motorola), planar ? 1 : samples, bits, predictor, motorola);
        });
        const packed = pack(Buffer.concat(rows), rows, compression);
        const data = options.lowBitFirst ? Buffer.from(packed.map(reversed)) : packed;
        parts.push(options.spoil?.(data, parts.length) ?? data);
      }
    }
  }
  const tags: [number, number, readonly number[] | Buffer][] = [
    [256, 4, [WIDTH]],
    [257, 4, [HEIGHT]],
    [258, 3, new Array<number>(samples).fill(bits)],
    [259, 3, [typeof compression === 'number' ? compression : CODES[compression]]],
    [262, 3, [photometric]],
    ...(options.lowBitFirst ? ([[266, 3, [2]]] as [number, number, number[]][]) : []),
    ...(tile === undefined ? ([[273, 4, parts.map(() => 0)]] as [number, number, number[]][]) : []),
    [274, 3, [orientation]],
    [277, 3, [samples]],
    ...(tile === undefined
      ? ([
          [278, 4, [rowsPerStrip]],
          [279, 4, parts.map((part) => part.length)],
        ] as [number, number, number[]][])
      : []),
    [284, 3, [planar ? 2 : 1]],
    ...(predictor === 1 ? [] : ([[317, 3, [predictor]]] as [number, number, number[]][])),
    ...(options.palette ? ([[320, 3, options.palette]] as [number, number, readonly number[]][]) : []),
    ...(tile === undefined
      ? []
      : ([
          [322, 4, [tile]],
          [323, 4, [tile]],
          [324, 4, parts.map(() => 0)],
          [325, 4, parts.map((part) => part.length)],
        ] as [number, number, number[]][])),
    ...(extras ? ([[338, 3, extras]] as [number, number, readonly number[]][]) : []),
    [339, 3, new Array<number>(samples).fill(format)],
    ...(options.fullYcc ? ([[530, 3, [1, 1]]] as [number, number, number[]][]) : []),
    ...(options.icc ? ([[34675, 7, options.icc]] as [number, number, Buffer][]) : []),
  ];
  return assemble(tags, parts, big, motorola);
}

function assemble(
  tags: readonly [number, number, readonly number[] | Buffer][],
  parts: readonly Buffer[],
  big: boolean,
  motorola: boolean,
): Buffer {
  const number = (bytes: number, value: number) => {
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8 && motorola) buffer.writeBigUInt64BE(BigInt(value));
    else if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value));
    else if (motorola) buffer.writeUIntBE(value, 0, bytes);
    else buffer.writeUIntLE(value, 0, bytes);
    return buffer;
  };
  const wide = big ? 8 : 4;
  const head = Buffer.concat([
    Buffer.from(motorola ? 'MM' : 'II'),
    number(2, big ? 43 : 42),
    ...(big ? [number(2, 8), number(2, 0)] : []),
    number(wide, big ? 16 : 8),
  ]);
  const directoryBytes = (big ? 8 : 2) + tags.length * (big ? 20 : 12) + wide;
  const bytesOf = (type: number, values: readonly number[] | Buffer) =>
    Buffer.isBuffer(values) ? values : Buffer.concat(values.map((value) => number(type === 3 ? 2 : 4, value)));
  const isOffsets = (tag: number) => tag === 273 || tag === 324;
  let tailAt = head.length + directoryBytes;
  const place = tags.map(([, type, values]) => {
    const size = bytesOf(type, values).length;
    const at = size <= wide ? undefined : tailAt;
    if (at !== undefined) tailAt += size;
    return at;
  });
  let partAt = tailAt;
  const offsets = parts.map((part) => {
    partAt += part.length;
    return partAt - part.length;
  });
  const entries = tags.map(([tag, type, values], index) => {
    const content = bytesOf(type, isOffsets(tag) ? offsets : values);
    const at = place[index];
    const field = at === undefined ? Buffer.concat([content], wide) : number(wide, at);
    return { entry: Buffer.concat([number(2, tag), number(2, type), number(wide, values.length), field]), at, content };
  });
  return Buffer.concat([
    head,
    number(big ? 8 : 2, tags.length),
    ...entries.map(({ entry }) => entry),
    number(wide, 0),
    ...entries.filter(({ at }) => at !== undefined).map(({ content }) => content),
    ...parts,
  ]);
}

function rowOf(values: readonly number[], bits: number, format: 1 | 2 | 3, motorola: boolean): Buffer {
  if (format !== 3 && bits % 8 !== 0) {
    const text = values.map((value) => value.toString(2).padStart(bits, '0')).join('');
    return Buffer.from((text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
  }
  const bytes = bits / 8;
  const row = Buffer.alloc(values.length * bytes);
  const view = new DataView(row.buffer, row.byteOffset, row.length);
  for (const [i, value] of values.entries()) {
    const at = i * bytes;
    if (format === 3 && bits === 16) view.setUint16(at, halfOf(value), !motorola);
    else if (format === 3 && bits === 32) view.setFloat32(at, value, !motorola);
    else if (format === 3) view.setFloat64(at, value, !motorola);
    else if (bits === 8) view.setUint8(at, value & 255);
    else if (bits === 16) view.setUint16(at, value & 0xffff, !motorola);
    else view.setUint32(at, value >>> 0, !motorola);
  }
  return row;
}

/** Values from 2^-14 on; less becomes 0. */
function halfOf(value: number): number {
  if (Math.abs(value) < 2 ** -14) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) + ((exponent + 15) << 10) + fraction;
}

function predicted(row: Buffer, stride: number, bits: number, predictor: 1 | 2 | 3, motorola: boolean): Buffer {
  const bytes = bits / 8;
  const out = Buffer.from(row);
  const back = stride * bytes;
  if (predictor === 2) {
    const view = new DataView(row.buffer, row.byteOffset, row.length);
    const to = new DataView(out.buffer, out.byteOffset, out.length);
    for (let at = back; at < row.length; at += bytes) {
      if (bytes === 1) to.setUint8(at, view.getUint8(at) - view.getUint8(at - back));
      if (bytes === 2)
        to.setUint16(at, view.getUint16(at, !motorola) - view.getUint16(at - back, !motorola), !motorola);
      if (bytes === 4)
        to.setUint32(at, view.getUint32(at, !motorola) - view.getUint32(at - back, !motorola), !motorola);
    }
  }
  if (predictor === 3) {
    const count = row.length / bytes;
    for (let i = 0; i < count; i++) {
      for (let byte = 0; byte < bytes; byte++) {
        out[byte * count + i] = row[i * bytes + (motorola ? byte : bytes - 1 - byte)]!;
      }
    }
    for (let at = out.length - 1; at >= stride; at--) out[at] = (out[at]! - out[at - stride]!) & 255;
  }
  return out;
}

function pack(data: Buffer, rows: readonly Buffer[], compression: NonNullable<TiffOptions['compression']>): Buffer {
  if (compression === 'deflate' || compression === 32946) return deflateSync(data);
  if (compression === 'lzw') return lzw(data);
  if (compression === 'packbits') return Buffer.concat(rows.map(packBits));
  return data;
}

/** Runs of three or more bytes as runs, the others as they are. */
function packBits(row: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < row.length; ) {
    let run = 1;
    while (run < 128 && row[at + run] === row[at]) run++;
    if (run >= 3) {
      out.push(257 - run, row[at]!);
      at += run;
      continue;
    }
    const start = at;
    while (at < row.length && at - start < 128 && !(row[at] === row[at + 1] && row[at] === row[at + 2])) at++;
    out.push(at - start - 1, ...row.subarray(start, at));
  }
  return Buffer.from(out);
}

function lzw(data: Buffer): Buffer {
  let bits = '';
  let table = new Map<string, number>();
  let next = 258;
  let width = 9;
  const put = (code: number) => {
    bits += code.toString(2).padStart(width, '0');
  };
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  put(256);
  let text = '';
  for (const char of data.toString('latin1')) {
    if (text === '' || table.has(text + char)) {
      text += char;
      continue;
    }
    put(codeOf(text));
    table.set(text + char, next++);
    if (next === 512 || next === 1024 || next === 2048) width++;
    if (next === 4095) {
      put(256);
      table = new Map();
      [next, width] = [258, 9];
    }
    text = char;
  }
  put(codeOf(text));
  next++;
  if (next === 512 || next === 1024 || next === 2048) width++;
  put(257);
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

function reversed(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
}
