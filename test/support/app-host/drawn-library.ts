/** A library of drawn photos with different shapes and difficult names, and its index. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { indexHere } from '../engine-here.ts';
import { noisy } from '../photos/drawings.ts';
import { HAS_ODD_NAMES } from '../platform/capabilities.ts';
import { engineOptions } from '../test-engine.ts';

const SHAPES = [
  [300, 200],
  [160, 240],
  [240, 180],
  [480, 160],
  [200, 200],
] as const;
const COLOURS = ['red', 'orangered', 'crimson', 'blue', 'navy', 'green', 'gold', 'teal'];
/** Names that a page could misread, of both directions and of other scripts. */
export const HTML_NAME = 'red <img src=x onerror=alert(1)> &amp;.jpg';
const ODD_NAMES = [
  ...(HAS_ODD_NAMES ? [HTML_NAME] : []),
  'צילום אדום בים.jpg',
  '赤い写真 夏の海岸.jpg',
  `${'long-'.repeat(30)}red.jpg`,
];

/** Draw 46 photos into a folder, and index them. Two photos of noise have copies. */
export async function drawLibrary(folder: string, dataDir: string): Promise<void> {
  const names = [
    ...ODD_NAMES.map((name) => `odd names/${name}`),
    ...Array.from({ length: 41 - ODD_NAMES.length }, (_, index) => {
      return `${index < 20 ? '2023' : '2024/summer'}/${COLOURS[index % COLOURS.length]} ${index}.jpg`;
    }),
  ];
  for (const [index, name] of names.entries()) {
    const [width, height] = SHAPES[index % SHAPES.length]!;
    const background = name.startsWith('odd') ? 'red' : name.split(/[/ ]/).at(-2)!;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    await sharp({ create: { width, height, channels: 3, background } })
      .composite(blocks(index, width, height))
      .withExif({ IFD2: { DateTimeOriginal: `2023:08:${String((index % 28) + 1).padStart(2, '0')} 15:30:12` } })
      .toFile(join(folder, name));
  }
  for (const [first, ...copies] of [
    ['noise.jpg', 'noise copy.jpg', 'noise copy 2.jpg'],
    ['static.jpg', 'static copy.jpg'],
  ] as const) {
    await noisy().toFile(join(folder, first));
    for (const copy of copies) copyFileSync(join(folder, first), join(folder, copy));
  }
  await indexHere(engineOptions({ dataDir }), [folder]);
}

/** Dark and light blocks in places that differ from photo to photo: plain ones would be near-identical shots. */
function blocks(seed: number, width: number, height: number): OverlayOptions[] {
  let state = seed * 7_919 + 1;
  const next = (limit: number) => {
    state = (state * 48_271) % 0x7fffffff;
    return state % limit;
  };
  return Array.from({ length: 9 }, (_, index) => {
    const size = { width: Math.floor(width / 4), height: Math.floor(height / 4) };
    const input = { create: { ...size, channels: 3, background: index % 2 ? '#222' : '#eee' } } as const;
    return { input, left: next(width - size.width), top: next(height - size.height) };
  });
}
