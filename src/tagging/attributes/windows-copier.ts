/**
 * Copies files with all their attributes on Windows. Copying a file there takes over its attributes and its other streams (CopyFileW). Then only
 * the content is replaced. Permissions come from the folder, so a file with other ones is refused.
 */

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { type FileCopier, notKept, writeContent } from './file-copier.ts';

export const windowsCopier: FileCopier = {
  refusal: async () => undefined,
  async copyAs(source, copy, like) {
    await copyFile(like, copy, constants.COPYFILE_EXCL);
    await writeContent(source, copy, 'r+');
    const [own, wanted] = await Promise.all([permissionsOf(copy), permissionsOf(like)]);
    if (own !== wanted) throw notKept('its permissions (access control list) cannot be kept');
  },
  close() {},
};

/** Read what `icacls` shows of a file. Where it fails, as on FAT, it fails for both files. */
function permissionsOf(file: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('icacls.exe', [file], (_error, answer) => resolve(permissionsInList(answer, file)));
  });
}

/**
 * Parse the answer of icacls: its first line begins with the path, and the others are indented as far.
 * @internal
 */
export function permissionsInList(answer: string, file: string): string {
  const lines = answer.replaceAll(file, '').split(/\r?\n/);
  return lines.map((line) => line.trim()).join('\n');
}
