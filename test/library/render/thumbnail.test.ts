/** Small pictures for terminals, in the three formats that terminals use. */

import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { makeThumbnail } from '../../../src/library/render/thumbnail.ts';
import { HEIGHT, quarters, WIDTH } from '../../support/photos/quarters.ts';

it.each(['jpeg', 'png', 'rgba'] as const)('%s: upright, within the box, without metadata', async (format) => {
  const photo = await quarters().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const box = { maxWidth: 100, maxHeight: 32, format };
  const { data, width, height } = await makeThumbnail(photo, box, createMemoryBudget(600e6));
  expect({ width, height }).toEqual({ width: Math.round((32 * HEIGHT) / WIDTH), height: 32 });
  const raw = format === 'rgba' ? ({ raw: { width, height, channels: 4 } } as const) : {};
  expect(await sharp(data, raw).metadata()).toMatchObject({ width, height });
  if (format !== 'rgba') expect(await sharp(data).metadata()).not.toHaveProperty('exif');
  // The pixel stored at the bottom left is now at the top left: blue.
  const [red, , blue] = await sharp(data, raw).extract({ left: 2, top: 2, width: 1, height: 1 }).raw().toBuffer();
  expect(blue! - red!).toBeGreaterThan(100);
});
