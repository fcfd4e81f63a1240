import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { firstLookSize, type Picture, readingSize } from '../../src/reading/picture.ts';
import { createTextReader, type TextLine } from '../../src/reading/text-reader.ts';
import { noisy } from '../support/photos/drawings.ts';
import { drawText } from '../support/photos/lettering.ts';

const reader = createTextReader();
afterAll(() => reader.close());

async function pixelsOf(drawing: Sharp): Promise<Picture> {
  const { data, info } = await drawing.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function turned(drawing: Sharp, degrees: number): Promise<Picture> {
  return pixelsOf(sharp(await drawing.png().toBuffer()).rotate(degrees));
}

function plain(width: number, height: number): Promise<Picture> {
  return pixelsOf(sharp({ create: { width, height, channels: 3, background: 'teal' } }));
}

/** Spaces between strokes are uncertain, and the built-in model does not tell letters apart that look the same. */
const looksOf = (text: string) => text.toUpperCase().replaceAll(' ', '').replaceAll('0', 'O').replaceAll('1', 'I');
const read = (lines: readonly TextLine[]) => looksOf(lines.map(({ text }) => text).join(''));
const SIGN = looksOf('HOTEL BERLIN ROOM 417 OPEN THANK YOU');

describe('a text reader', () => {
  const sign = () =>
    drawText(480, 240, [
      { text: 'ROOM 417', x: 40, y: 100, size: 24 },
      { text: 'OPEN', x: 300, y: 104, size: 20 },
      { text: 'HOTEL BERLIN', x: 40, y: 30, size: 32 },
      { text: 'THANK YOU', x: 200, y: 180, size: 18 },
    ]);

  it('reads lines in reading order, and says where they are', async () => {
    const lines = await reader.read(await pixelsOf(sign()));
    expect(read(lines)).toBe(SIGN);
    for (const { confidence } of lines) expect(confidence).toBeGreaterThan(0.9);
    // The letters are at 40..395 of 480, and 30..62 of 240.
    const [left, top, width, height] = lines[0]!.box;
    const distances = [40 - left * 480, 30 - top * 240, (left + width) * 480 - 395, (top + height) * 240 - 62];
    for (const distance of distances) expect(Math.abs(distance - 8)).toBeLessThan(10);
  });

  it.each([90, 180, 270])('reads a picture that is turned by %i degrees, in the same order', async (degrees) => {
    const lines = await reader.read(await turned(sign(), degrees));
    expect(read(lines)).toBe(SIGN);
  });

  it('reads slanted lines in their order, as those of a sheet that lies askew', async () => {
    const slanted = sharp(await sign().png().toBuffer()).rotate(30, { background: 'gray' });
    const text = read(await reader.read(await pixelsOf(slanted)));
    expect(text).toMatch(new RegExp(['HOTEL', 'BERLIN', looksOf('ROOM 417'), 'OPEN', 'THANKYOU'].join('.*')));
  });

  it('reads all lines of a tall receipt, those where two tiles meet included', async () => {
    const items = ['MILK', 'BREAD', 'BUTTER', 'COFFEE', 'APPLES', 'CHEESE', 'TOMATO', 'ORANGE', 'PEPPER', 'POTATO'];
    const receipt = drawText(
      200,
      1900,
      items.map((text, index) => ({ text, x: 20, y: 40 + index * 190, size: 22 })),
    );
    expect(read(await reader.read(await pixelsOf(receipt)))).toBe(looksOf(items.join('')));
  });

  it('reads all words of a wide sign, those where two tiles meet included', async () => {
    const stations = ['AMSTERDAM', 'BARCELONA', 'BUCHAREST', 'EDINBURGH', 'NEWCASTLE', 'STUTTGART', 'INNSBRUCK'];
    const sign = drawText(
      2800,
      120,
      stations.map((text, index) => ({ text, x: 20 + index * 400, y: 40, size: 40 })),
    );
    expect(read(await reader.read(await pixelsOf(sign)))).toBe(looksOf(stations.join('')));
  });

  it('reads letters of six pixels', async () => {
    const small = drawText(320, 96, [{ text: 'PLATFORM 12', x: 30, y: 40, size: 6 }]);
    expect(read(await reader.read(await pixelsOf(small)))).toBe(looksOf('PLATFORM 12'));
  });

  it('reads nothing in noise, and in pictures without text of any size', async () => {
    const red = pixelsOf(sharp({ create: { width: 320, height: 240, channels: 3, background: 'red' } }));
    const pictures = [red, pixelsOf(noisy()), plain(320, 240), plain(1, 1), plain(1, 10_000), plain(10_000, 1)];
    for (const picture of pictures) expect(await reader.read(await picture)).toEqual([]);
  });

  it('sees at a first look whether a picture has text', async () => {
    expect(await reader.hasText(await pixelsOf(sign()))).toBe(true);
    expect(await reader.hasText(await plain(320, 240))).toBe(false);
    expect(await reader.hasText(await plain(1, 1))).toBe(false);
  });
});

describe('the sizes of pictures', () => {
  it('shrink photos, but keep the width of a tall screenshot', () => {
    expect(firstLookSize(4000, 3000)).toEqual({ width: 640, height: 480 });
    expect(readingSize(4000, 3000)).toEqual({ width: 2133, height: 1600 });
    expect(firstLookSize(1080, 4000)).toEqual({ width: 320, height: 1185 });
    expect(readingSize(1080, 4000)).toEqual({ width: 1080, height: 4000 });
  });

  it('never enlarge, and limit the pixels of any shape', () => {
    expect(readingSize(300, 200)).toEqual({ width: 300, height: 200 });
    expect(firstLookSize(1, 10_000)).toEqual({ width: 1, height: 10_000 });
    const { width, height } = readingSize(60_000, 4000);
    expect(width * height).toBeLessThanOrEqual(6_010_000);
    expect(width / height).toBeCloseTo(15, 1);
  });
});
