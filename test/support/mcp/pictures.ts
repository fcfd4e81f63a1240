/** The photos for the tests of the tools: a folder "Pictures" with a red, a green and a blue picture. */

import { join } from 'node:path';
import { drawPhotos, temporaryFolder } from '../photos/drawings.ts';

export const COLOURS = { 'red.jpg': 'red', 'trip/green.jpg': 'lime', 'trip/sea/blue.png': 'blue' };

/** @param inside the parent folder. @returns the path of the new folder. */
export async function pictures(inside = temporaryFolder()): Promise<string> {
  const folder = join(inside, 'Pictures');
  await drawPhotos(folder, COLOURS);
  return folder;
}

/** Returns the paths of an answer's photos, each below the name of its granted folder. */
export const pathsIn = (answer: { data: { results: { root: string; path: string }[] } }) =>
  answer.data.results.map(({ root, path }) => `${root}/${path}`);
