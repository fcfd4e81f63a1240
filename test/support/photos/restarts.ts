/** Writes a grey baseline JPEG with a restart marker after each block (ITU-T T.81), and leaves out some markers. */

const EDGE_BLOCKS = 40;
/** Codes of the sizes 0 to 8 of a difference (table K.3). */
const SIZE_CODES = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110'];

/** @param lost number of markers left out, spread over the picture. */
export function jpegWithRestarts({ lost }: { readonly lost: number }): Buffer {
  const blocks = EDGE_BLOCKS * EDGE_BLOCKS;
  const every = lost === 0 ? Number.POSITIVE_INFINITY : Math.floor(blocks / (lost + 1));
  const data: number[] = [];
  for (let i = 0; i < blocks; i++) {
    const [x, y] = [i % EDGE_BLOCKS, Math.floor(i / EDGE_BLOCKS)];
    const value = ((x * 3 + y * 5) % 200) - 100;
    const size = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
    const low = value < 0 ? value + 2 ** size - 1 : value;
    // The mean of the block, and that all else is zero; ones fill the last byte.
    const bits = `${SIZE_CODES[size]}${size === 0 ? '' : low.toString(2).padStart(size, '0')}0`;
    for (const byte of bits.match(/.{1,8}/g)!) {
      const whole = Number.parseInt(byte.padEnd(8, '1'), 2);
      data.push(whole, ...(whole === 0xff ? [0] : []));
    }
    if (i < blocks - 1 && i % every !== every - 1) data.push(0xff, 0xd0 + (i % 8));
  }
  const edge = EDGE_BLOCKS * 8;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    segment(0xc0, [8, edge >> 8, edge & 255, edge >> 8, edge & 255, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    segment(0xc4, [0x10, 1, ...new Array<number>(15).fill(0), 0]),
    segment(0xdd, [0, 1]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    Buffer.from([...data, 0xff, 0xd9]),
  ]);
}

/** A marker segment. */
export function segment(marker: number, content: readonly number[]): Buffer {
  const size = content.length + 2;
  return Buffer.from([0xff, marker, size >> 8, size & 255, ...content]);
}
