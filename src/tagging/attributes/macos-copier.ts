/**
 * Copies files with all their attributes on macOS. `cp -p` copies everything (copyfile(3)): access control list, extended attributes such as
 * Finder tags, resource fork and flags. Then only the content is replaced.
 */

import { execFile } from 'node:child_process';
import { chmod, lstat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { messageOf } from '../../base/errors.ts';
import { type FileCopier, notKept, requireSameOwner, writeContent } from './file-copier.ts';

const run = promisify(execFile);

export const macosCopier: FileCopier = {
  async refusal(file) {
    const attributes = await attributesOf(file).catch(messageOf);
    if (typeof attributes === 'string') return attributes;
    const lock = attributes.flags.find((flag) => /^[us](chg|appnd)$/.test(flag));
    return lock && `it is locked (${lock}; see "Get Info" in the Finder, or chflags)`;
  },
  async copyAs(source, copy, like) {
    const { mode } = await lstat(like);
    await run('/bin/cp', ['-p', like, copy]).catch((error) => {
      throw notKept('its attributes cannot be copied', error);
    });
    await writeContent(source, copy, 'r+');
    // Writing clears some permissions.
    await chmod(copy, mode & 0o7777).catch(() => {});
    await requireSameOwner(copy, like);
    const [own, wanted] = await Promise.all([attributesOf(copy), attributesOf(like)]);
    if (own.list.join('\n') !== wanted.list.join('\n')) throw notKept('its access control list cannot be kept');
    const lost = [...wanted.names, ...wanted.flags].find((each) => ![...own.names, ...own.flags].includes(each));
    if (lost !== undefined) throw notKept(`its attribute ${lost} cannot be kept`);
  },
  close() {},
};

/** Read what `ls` shows of a file: flags, access control list, and names of extended attributes with their sizes. */
async function attributesOf(file: string): Promise<AttributesInList> {
  const options = { env: { LC_ALL: 'C' } };
  const { stdout } = await run('/bin/ls', ['-ldnqeO@', file], options).catch((error) => {
    throw notKept('its attributes cannot be read', error);
  });
  return attributesInList(stdout);
}

interface AttributesInList {
  readonly flags: readonly string[];
  readonly list: readonly string[];
  readonly names: readonly string[];
}

/**
 * Parse the answer of ls(1). The system compresses files by itself, so that flag does not count.
 * @internal
 */
export function attributesInList(answer: string): AttributesInList {
  const [file = '', ...more] = answer.trimEnd().split('\n');
  const lines = more.map((line) => line.trim().replace(/\s+/g, ' '));
  const flags = (file.split(/\s+/)[4] ?? '-').split(',');
  const isEntry = (line: string) => /^\d+: /.test(line);
  return {
    flags: flags.filter((flag) => flag !== '-' && flag !== 'compressed'),
    list: lines.filter(isEntry),
    names: lines.filter((line) => !isEntry(line)),
  };
}
