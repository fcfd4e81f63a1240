/** What the tests of the tools search: a folder "Pictures" with a red, a green and a blue picture. */

import { join } from 'node:path';
import { drawPhotos, temporaryFolder } from '../photos/drawings.ts';

export const COLOURS = { 'red.jpg': 'red', 'trip/green.jpg': 'lime', 'trip/sea/blue.png': 'blue' };

/** @param inside where the folder is made. @returns its path. */
export async function pictures(inside = temporaryFolder()): Promise<string> {
  const folder = join(inside, 'Pictures');
  await drawPhotos(folder, COLOURS);
  return folder;
}

/** The paths of an answer's photos, each below the name of its granted folder. */
export const pathsIn = (answer: { data: { results: { root: string; path: string }[] } }) =>
  answer.data.results.map(({ root, path }) => `${root}/${path}`);
