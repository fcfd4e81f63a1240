/** Keeps picsift's own files out of folders of photos. */

import type { Config } from '../../config/schema.ts';
import { PicsiftError } from '../base/errors.ts';
import { homeFolder } from '../base/home-folder.ts';
import { isInside, presumeFolder } from '../library/files/folder-paths.ts';
import { showPath } from './output/console.ts';

/**
 * Refuse a data folder inside the folders, before anything is written. In a home folder, or in one around it, data
 * folders are common; there a scan passes over picsift's.
 * @param folders as the user named them.
 * @throws PicsiftError `bad-config`.
 */
export async function keepDataOutOf(folders: readonly string[], { dataDir }: Pick<Config, 'dataDir'>): Promise<void> {
  const data = await presumeFolder(dataDir);
  const home = await presumeFolder(homeFolder() ?? data);
  for (const named of folders) {
    const folder = await presumeFolder(named);
    if (!isInside(folder, data) || (isInside(folder, home) && folder !== data)) continue;
    const [inner, outer] = [data, folder].map((path) => showPath(path, process.stderr));
    const text =
      `The data folder ${inner} is inside ${outer}, but picsift writes nothing into a folder of photos. Choose another ` +
      'place with PICSIFT_DATA_DIR, or "dataDir" in config.json. If the data folder exists, move it there.';
    throw new PicsiftError('bad-config', text);
  }
}
