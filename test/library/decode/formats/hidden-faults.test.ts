/** Faults that decoders do not report, in formats without checksums: marked, or refused. Never a blank picture. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bmp } from '../../../support/photos/bitmaps.ts';
import { noisy } from '../../../support/photos/drawings.ts';
import { jpeg2000 } from '../../../support/photos/encoders.ts';
import {
  decode,
  HEIGHT,
  quarterPixels,
  quarters,
  quartersOf,
  UPRIGHT,
  WIDTH,
} from '../../../support/photos/quarters.ts';

const refused = { code: 'photo-unreadable', message: expect.any(String) };

/** Zeros from a position on, as in a file that was copied in part. */
function withHole(file: Buffer, from: number, to = file.length - 10): Buffer {
  return Buffer.from(file).fill(0, Math.floor(from), Math.floor(to));
}

const first = () => noisy().png().toBuffer();
const animated = async () => sharp([await first(), await first()], { join: { animated: true } });
/** Much of it is of one colour, and needs few bytes. */
const plain = (background: string) => sharp({ create: { width: 800, height: 600, channels: 3, background } });

describe('a GIF', () => {
  const kinds: Record<string, () => Promise<Buffer>> = {
    still: () => noisy().gif({ effort: 1 }).toBuffer(),
    interlaced: () => noisy().gif({ effort: 1, progressive: true }).toBuffer(),
    animated: async () => (await animated()).gif({ effort: 1 }).toBuffer(),
  };
  it.each(Object.keys(kinds))('whose data ends before its picture: %s', async (kind) => {
    const file = await kinds[kind]!();
    expect((await decode(file)).damaged).toBe(false);
    const share = kind === 'animated' ? 0.3 : 0.6;
    expect(await decode(withHole(file, file.length * share, file.length * (share + 0.1)))).toMatchObject({
      damaged: true,
    });
    await expect(decode(withHole(file, 1000, 5000))).rejects.toMatchObject(refused);
  });

  it('of few colours is sound', async () => {
    const drawings = [plain('white'), plain('red'), quarters().threshold(), quarters()];
    for (const drawing of drawings) expect((await decode(await drawing.gif().toBuffer())).damaged).toBe(false);
  });
});

describe('a WebP', () => {
  it.each(['still', 'animated'] as const)('with a hole of zeros: %s', async (kind) => {
    const drawing = kind === 'still' ? noisy() : await animated();
    const file = await drawing.webp({ effort: 0 }).toBuffer();
    const end = kind === 'still' ? file.length : file.lastIndexOf('ANMF');
    expect((await decode(file)).damaged).toBe(false);
    expect((await decode(withHole(file, end * 0.7, end))).damaged).toBe(true);
    await expect(decode(withHole(file, 500, end))).rejects.toMatchObject(refused);
  });

  it('whose plain areas need few bytes is sound', async () => {
    const small = await noisy().resize(200, 60).png().toBuffer();
    for (const effort of [0, 4, 6]) {
      for (const drawing of [plain('white'), plain('black').composite([{ input: small, top: 0, left: 0 }])]) {
        for (const quality of [5, 80, 100]) {
          expect((await decode(await drawing.clone().webp({ effort, quality }).toBuffer())).damaged).toBe(false);
        }
      }
    }
  });
});

describe('a BMP', () => {
  it.each([4, 8] as const)('of %i bits with zeros instead of run lengths is refused', async (bits) => {
    const file = bmp({ bits, runs: true });
    await expect(decode(Buffer.from(file).fill(0, file.readUInt32LE(10) + 20))).rejects.toMatchObject(refused);
  });

  it.each([{ bits: 8 }, { bits: 8, runs: true }, { bits: 4 }] as const)(
    'with zeros instead of its palette is refused: %j',
    async (options) => {
      const file = bmp(options);
      await expect(decode(file.fill(0, 54, file.readUInt32LE(10)))).rejects.toMatchObject(refused);
    },
  );

  it('of one colour is sound', async () => {
    const file = bmp({ bits: 8 });
    file.fill(2, file.readUInt32LE(10));
    expect(await decode(file)).toMatchObject({ damaged: false, perceptualHash: null });
  });

  it.each([
    ['no colour', [0, 0, 0]],
    ['colours that overlap', [0xf800, 0xfe0, 0x1f]],
    ['a colour in two pieces', [0xf0f0, 0x700, 0xf]],
    ['a colour outside of the pixel', [0xf80000, 0x7e0, 0x1f]],
  ] as const)('whose masks say %s is refused', async (_, masks) => {
    const file = bmp({ bits: 16, masks: [0xf800, 0x7e0, 0x1f] });
    for (const [i, mask] of masks.entries()) file.writeUInt32LE(mask, 54 + 4 * i);
    await expect(decode(file)).rejects.toMatchObject({ message: 'its header is not valid' });
  });
});

describe('a JPEG 2000', () => {
  it('whose tiles are not all there is refused', async () => {
    const pixels = { data: quarterPixels(), width: WIDTH, height: HEIGHT };
    const tiled = await jpeg2000(pixels, { isLossless: true, tile: 32 });
    expect(quartersOf(await decode(tiled))).toBe(UPRIGHT);
    const lastTile = tiled.lastIndexOf(Buffer.from([0xff, 0x90, 0, 10]));
    const end = Buffer.from([0xff, 0xd9]);
    await expect(decode(Buffer.concat([tiled.subarray(0, lastTile), end]))).rejects.toMatchObject(refused);
    // Smaller tiles than the file holds.
    const whole = await jpeg2000(pixels, { isLossless: true });
    whole.writeUInt32BE(1, 24);
    await expect(decode(whole)).rejects.toMatchObject(refused);
  });
});
