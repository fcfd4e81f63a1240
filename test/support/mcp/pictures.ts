/** The photos for the tests of the tools: a folder "Pictures" with a red, a green and a blue picture. */

import { join } from 'node:path';
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

/** Returns the paths of an answer's photos, each below the name of its granted folder. */
export const pathsIn = (answer: { data: { results: { root: string; path: string }[] } }) =>
  answer.data.results.map(({ root, path }) => `${root}/${path}`);
