/** The photos for the tests of the tools: a folder "Pictures" with a red, a green and a blue picture. */

import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { drawIndexed } from '../indexed.ts';
import { drawPhotos, temporaryFolder } from '../photos/drawings.ts';

export const COLOURS = { 'red.jpg': 'red', 'trip/green.jpg': 'lime', 'trip/sea/blue.png': 'blue' };

/** Enough for several pages of results, and for a contact sheet. */
export const SEVEN = Object.fromEntries(
  ['red', 'lime', 'blue', 'yellow', 'white', 'black', 'magenta'].map((colour) => [`${colour}.jpg`, colour]),
);

/** @param inside the parent folder. @returns the path of the new folder. */
export async function pictures(inside = temporaryFolder()): Promise<string> {
  const folder = join(inside, 'Pictures');
  await drawPhotos(folder, COLOURS);
  return folder;
}

/** The same, with their index in the data folder of `home`. */
export async function indexedPictures(home: string, inside = temporaryFolder()): Promise<string> {
  const folder = join(inside, 'Pictures');
  await drawIndexed(folder, join(home, 'data'), COLOURS);
  return folder;
}

export const GPS = {
  IFD0: { Make: 'Canon', Model: 'EOS R5' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 18/1' },
};

/** Noise compresses worst as JPEG. */
export function noise(width: number, height: number): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: 'grey', noise } });
}

/** Returns the paths of an answer's photos, each below the name of its granted folder. */
export const pathsIn = (answer: { data: { results: { root: string; path: string }[] } }) =>
  answer.data.results.map(({ root, path }) => `${root}/${path}`);
