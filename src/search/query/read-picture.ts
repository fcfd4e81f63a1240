/** Reads the file of a picture that a person names in a query. */

import { constants, promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import { PicsiftError, systemCode } from '../../base/errors.ts';
import { expandHome } from '../../base/home-folder.ts';
import { safeText } from '../../base/safe-text.ts';
import { MAX_FILE_BYTES } from '../../library/files/formats.ts';
import { rawPath } from '../../library/files/raw-path.ts';

/**
 * Read a file. Paths work as in a shell: relative to the current folder; `~/` is the home folder.
 * @throws PicsiftError `bad-query` if there is no such file, `photo-unreadable` if it cannot be used.
 */
export async function readPicture(named: string): Promise<Buffer> {
  const path = resolve(expandHome(named));
  const shown = safeText(path);
  let file: fs.FileHandle | undefined;
  try {
    // Not blocking: opening a pipe would wait for a writer.
    file = await fs.open(rawPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) throw new PicsiftError('bad-query', `${shown} is not a file. Give the path of a picture.`);
    if (stats.size > MAX_FILE_BYTES) {
      throw new PicsiftError('photo-unreadable', `${shown} is larger than 256 MiB. Give a smaller copy of it.`);
    }
    return await file.readFile();
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const code = systemCode(error);
    if (code === 'EACCES' || code === 'EPERM') {
      const text = `picsift may not read ${shown}. Change its permissions, or run picsift as a user who may.`;
      throw new PicsiftError('photo-unreadable', text, { cause: error });
    }
    const text = `There is no file ${shown}. Check the spelling. Put " + " between a file and words.`;
    throw new PicsiftError('bad-query', text, { cause: error });
  } finally {
    await file?.close();
  }
}
