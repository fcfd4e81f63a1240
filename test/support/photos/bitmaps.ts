/** Writes the drawing of quarters.ts as PNM and BMP. */

import { HEIGHT, quarterPixels, WIDTH } from './quarters.ts';

const samples = () => [...quarterPixels()];
const text = (header: string, values: readonly number[], join = ' ') =>
  Buffer.from(`${header}\n${values.join(join)}\n`);
const wide = (values: readonly number[]) => Buffer.from(values.flatMap((value) => [value, 0]));

/** The variants in colour; pnm.test.ts has the others. */
export const PNM: Record<string, () => Buffer> = {
  'plain ppm': () => text(`P3 # a comment\n# another\n${WIDTH}\n${HEIGHT} 255`, samples()),
  'raw ppm': () => Buffer.concat([Buffer.from(`P6\n${WIDTH} ${HEIGHT}\n255\n`), quarterPixels()]),
  'raw ppm of 16 bits': () => Buffer.concat([Buffer.from(`P6 ${WIDTH} ${HEIGHT} 65280 `), wide(samples())]),
  pam: () =>
    Buffer.concat([
      Buffer.from(`P7\nWIDTH ${WIDTH}\nHEIGHT ${HEIGHT}\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n`),
      quarterPixels(),
    ]),
  'pam with alpha': () =>
    Buffer.concat([
      Buffer.from(`P7\nWIDTH ${WIDTH}\nHEIGHT ${HEIGHT}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`),
      Buffer.from(samples().flatMap((value, i) => (i % 3 === 2 ? [value, 255] : [value]))),
    ]),
};

export interface BmpOptions {
  readonly bits: 4 | 8 | 16 | 24 | 32;
  readonly topDown?: boolean;
  /** Bit masks of red, green and blue, for 16 bits; absent: 5 bits each. */
  readonly masks?: readonly [number, number, number];
  /** Use run-length encoding. */
  readonly runs?: boolean;
  /** Use the header of OS/2. */
  readonly core?: boolean;
}

export function bmp({ bits, topDown = false, masks, runs = false, core = false }: BmpOptions): Buffer {
  const rgb = quarterPixels();
  const pixel = (x: number, y: number) => [...rgb.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)];
  const quarter = (x: number, y: number) => (y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1);
  const corners = [pixel(0, 0), pixel(WIDTH - 1, 0), pixel(0, HEIGHT - 1), pixel(WIDTH - 1, HEIGHT - 1)];
  const palette = bits <= 8 ? corners.flatMap(([r, g, b]) => [b!, g!, r!, 0]) : [];
  const [red] = masks ?? [0x7c00];

  const row = (y: number): number[] => {
    const xs = Array.from({ length: WIDTH }, (_, x) => x);
    if (runs) {
      const pair = (x: number) => (bits === 4 ? quarter(x, y) * 17 : quarter(x, y));
      // A run, a literal run of an odd length, another run, end of line.
      const literal = bits === 4 ? [pair(40), pair(40), 0, 0].slice(0, 2) : [pair(40), pair(40), pair(40), 0];
      return [WIDTH / 2, pair(0), 0, 3, ...literal, WIDTH / 2 - 3, pair(WIDTH - 1), 0, 0];
    }
    if (bits === 4) return xs.filter((x) => x % 2 === 0).map((x) => quarter(x, y) * 16 + quarter(x + 1, y));
    if (bits === 8) return xs.map((x) => quarter(x, y));
    return xs.flatMap((x) => {
      const [r, g, b] = pixel(x, y) as [number, number, number];
      if (bits === 24) return [b, g, r];
      if (bits === 32) return [b, g, r, 0];
      const value =
        red === 0xf800 ? ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3) : ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
      return [value & 255, value >> 8];
    });
  };
  const rows = Array.from({ length: HEIGHT }, (_, y) => row(topDown ? y : HEIGHT - 1 - y));
  const body = Buffer.from([...rows.flat(), ...(runs ? [0, 1] : [])]);

  const headerBytes = core ? 12 : 40;
  const header = Buffer.alloc(14 + headerBytes);
  header.write('BM');
  header.writeUInt32LE(header.length + (masks === undefined ? 0 : 12) + palette.length, 10);
  header.writeUInt32LE(headerBytes, 14);
  if (core) {
    header.writeUInt16LE(WIDTH, 18);
    header.writeUInt16LE(HEIGHT, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt16LE(bits, 24);
  } else {
    header.writeInt32LE(WIDTH, 18);
    header.writeInt32LE(topDown ? -HEIGHT : HEIGHT, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(bits, 28);
    header.writeUInt32LE(masks !== undefined ? 3 : runs ? (bits === 8 ? 1 : 2) : 0, 30);
  }
  const fields = Buffer.alloc(masks === undefined ? 0 : 12);
  for (const [index, mask] of (masks ?? []).entries()) fields.writeUInt32LE(mask, 4 * index);
  return Buffer.concat([header, fields, Buffer.from(palette), body]);
}
