import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { differenceHash, hammingDistance } from '../../../src/library/decode/perceptual-hash.ts';

const EDGE = 96;

/** Draws a picture with large shapes, as in photos. */
function drawing(seed: number): Sharp {
  const shapes = Array.from({ length: 9 }, (_, i) => {
    // Sines of large numbers are random enough here.
    const value = (n: number) => Math.floor(Math.abs(Math.sin(seed * 911 + i * 127 + n * 31) * 10_000) % 100);
    return `<circle cx="${value(1)}" cy="${value(2)}" r="${10 + (value(3) % 25)}" fill="hsl(${value(4) * 3},60%,${value(5)}%)"/>`;
  });
  return sharp(Buffer.from(`<svg viewBox="0 0 100 100" width="300" height="300">${shapes.join('')}</svg>`)).flatten({
    background: '#808080',
  });
}

async function hash(image: Sharp): Promise<Uint8Array> {
  const png = await image.png().toBuffer();
  const rgb = await sharp(png).removeAlpha().resize(EDGE, EDGE, { fit: 'fill' }).raw().toBuffer();
  return differenceHash(rgb, EDGE, EDGE)!;
}

it('hardly changes with size, compression, brightness and colour', async () => {
  for (const seed of [1, 2, 3]) {
    const original = await hash(drawing(seed));
    const jpeg = sharp(await drawing(seed).jpeg({ quality: 30 }).toBuffer());
    for (const copy of [jpeg, drawing(seed).resize(120, 120), drawing(seed).modulate({ brightness: 1.1 })]) {
      expect(hammingDistance(original, await hash(copy))).toBeLessThanOrEqual(12);
    }
  }
});

it('distinguishes pictures', async () => {
  const hashes = await Promise.all(Array.from({ length: 8 }, (_, seed) => hash(drawing(seed))));
  for (const [i, a] of hashes.entries()) {
    for (const b of hashes.slice(i + 1)) expect(hammingDistance(a, b)).toBeGreaterThan(12);
  }
});

it('counts bits', () => {
  expect(hammingDistance(Uint8Array.of(0, 255, 0b1010), Uint8Array.of(1, 0, 0b1010))).toBe(9);
});

it('is null for a plain picture', () => {
  expect(differenceHash(Buffer.alloc(EDGE * EDGE * 3, 90), EDGE, EDGE)).toBeNull();
});
