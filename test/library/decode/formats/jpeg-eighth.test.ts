/** The decoder of an eighth gives the pixels that sharp gives, or none. */

import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../../src/library/decode/decode.ts';
import { decodeEighth } from '../../../../src/library/decode/formats/jpeg/eighth.ts';
import { withOrientation } from '../../../../src/library/decode/formats/jpeg/streams.ts';
import { createMemoryBudget } from '../../../../src/library/decode/memory.ts';
import { type RandomJpeg, randomJpeg } from '../../../support/photos/random-jpegs.ts';

const KERNELS = ['linear', 'cubic'] as const;

/** As small as makes sharp take an eighth. */
function ninth(width: number, height: number) {
  const small = { width: Math.floor(width / 9), height: Math.floor(height / 9) };
  return { ...small, left: 0, top: 0, crop: small };
}

async function withPicsift(file: Buffer): Promise<Uint8Array[]> {
  const memory = createMemoryBudget(600e6);
  const pictures: Uint8Array[] = [];
  for (const kernel of KERNELS) pictures.push((await decodePhoto(file, ninth, kernel, memory)).rgb);
  return pictures;
}

/** @throws if the file has a fault. */
async function withSharp(file: Buffer): Promise<Uint8Array[]> {
  const open = () => sharp(file, { failOn: 'warning', unlimited: true, sequentialRead: true }).autoOrient();
  const { autoOrient } = await open().metadata();
  const { width, height } = ninth(autoOrient.width, autoOrient.height);
  const resized = (kernel: (typeof KERNELS)[number]) => open().resize(width, height, { fit: 'fill', kernel });
  return Promise.all(KERNELS.map((kernel) => resized(kernel).toColourspace('srgb').raw().toBuffer()));
}

const jpegs: fc.Arbitrary<RandomJpeg> = fc.record({
  width: fc.integer({ min: 9, max: 150 }),
  height: fc.integer({ min: 9, max: 150 }),
  sampling: fc.constantFrom(undefined, [1, 1], [2, 1], [1, 2], [2, 2]),
  restartInterval: fc.constantFrom(0, 0, 1, 3, 20),
  density: fc.constantFrom(0, 0.02, 0.3, 1),
  seed: fc.nat(),
});

describe('an eighth of a JPEG', () => {
  it('of random coefficients in random codes has the pixels of sharp', async () => {
    await fc.assert(
      fc.asyncProperty(jpegs, fc.integer({ min: 1, max: 8 }), async (options, orientation) => {
        const file = withOrientation(randomJpeg(options).file, orientation);
        expect(await decodeEighth(file)).toBeDefined();
        expect(await withPicsift(file)).toEqual(await withSharp(file));
      }),
      { numRuns: 150 },
    );
  });

  it('with a fault is left to sharp, or has the pixels of sharp', async () => {
    const flips = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    let left = 0;
    await fc.assert(
      fc.asyncProperty(jpegs, flips, fc.boolean(), async (options, flips, isCut) => {
        const { file, dataAt } = randomJpeg(options);
        for (const [share, bits] of flips) file[dataAt + Math.floor(share * (file.length - dataAt - 1))]! ^= bits;
        const cut = isCut ? file.subarray(0, Math.floor(dataAt + flips[0]![0] * (file.length - dataAt))) : file;
        if ((await decodeEighth(cut)) === undefined) left++;
        else expect(await withPicsift(cut)).toEqual(await withSharp(cut));
      }),
      { numRuns: 300 },
    );
    expect(left).toBeGreaterThan(50);
  });

  const drawing = () => sharp({ create: { width: 160, height: 120, channels: 3, background: 'teal' } });
  it('with a colour profile has the pixels of sharp', async () => {
    const file = await drawing().jpeg().withIccProfile('p3').toBuffer();
    expect(await decodeEighth(file)).toBeDefined();
    expect(await withPicsift(file)).toEqual(await withSharp(file));
  });

  it.each(['progressive', 'cmyk'])('of another kind is left to sharp: %s', async (kind) => {
    const file = await (kind === 'cmyk' ? drawing().toColourspace('cmyk') : drawing())
      .jpeg({ progressive: kind === 'progressive' })
      .toBuffer();
    expect(await decodeEighth(file)).toBeUndefined();
  });

  it('leaves some of many pictures at once to the threads of sharp', async () => {
    const file = await drawing().jpeg().toBuffer();
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => decodeEighth(file)));
    expect(first).toBeDefined();
    expect(others).toContain(undefined);
    const pictures = await Promise.all(others.map(() => withPicsift(file)));
    for (const picture of pictures) expect(picture).toEqual(pictures[0]);
  });
});
