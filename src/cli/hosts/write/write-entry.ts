/** Writes the entry of this picsift into the file of a host. */

import { randomBytes } from 'node:crypto';
import { constants, promises as fs } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readTextFile } from '../../../../config/read-settings.ts';
import { messageOf, PicsiftError, systemCode } from '../../../base/errors.ts';
import { safeText } from '../../../base/safe-text.ts';
import { removeAbandonedParts, replaceFile } from '../../../library/files/replace-file.ts';
import { findServers, isFields, type ServerEntry } from '../find-servers.ts';
import type { Host, Place } from '../hosts.ts';
import { isOurs } from '../our-entry.ts';
import { isProblem, type ParsedFile, parseHostFile } from '../parse-file.ts';
import { type Entry, NEW_NAME } from './block.ts';
import { mergedJson } from './merge-json.ts';
import { mergedToml } from './merge-toml.ts';

export interface Written {
  /** The file itself, not a link to it. */
  readonly file: string;
  /** The name of the entry. */
  readonly name: string;
  readonly change: 'none' | 'added' | 'replaced';
  /** The copy of the former file; undefined: there was none, or nothing changed. */
  readonly copy: string | undefined;
  /** True if the folder of the file did not exist before. */
  readonly isNewFolder: boolean;
}

/** Only its owner may read a new file: others put tokens into it. */
const NEW_MODE = 0o600;
const MARK = '\ufeff';

/**
 * Add the entry, or replace the one that starts picsift. The former file is kept beside it. All other text stays.
 * @throws PicsiftError `bad-config` if the file has mistakes, `output-failed` if it cannot be written. Then nothing changes.
 */
export async function writeEntry(host: Host, entry: Entry, place: Place): Promise<Written> {
  const file = await linkTarget(host.file(place));
  const text = readTextFile(file, false);
  const { name, merged, isReplaced } = withEntry(text ?? '', host, entry, place, file);
  const isNewFolder = !(await exists(dirname(file)));
  if (merged === text) return { file, name, change: 'none', copy: undefined, isNewFolder };
  try {
    await fs.mkdir(dirname(file), { recursive: true });
    await removeAbandonedParts(file);
    const copy = text === undefined ? undefined : await keepCopy(file);
    await replaceText(file, text, merged);
    return { file, name, change: isReplaced ? 'replaced' : 'added', copy, isNewFolder };
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const problem = `${safeText(file)} cannot be written (${messageOf(error)}). Nothing was changed.`;
    throw new PicsiftError('output-failed', problem, { cause: error });
  }
}

interface Merged {
  readonly name: string;
  readonly merged: string;
  readonly isReplaced: boolean;
}

/**
 * Put the entry into the text of a file. Pure, except that it looks which scripts belong to picsift.
 * @throws PicsiftError `bad-config`
 * @internal
 */
export function withEntry(text: string, host: Host, entry: Entry, place: Place, file: string): Merged {
  const parsed = parseHostFile(text, host);
  if (isProblem(parsed)) throw refused(file, parsed.found);
  const { servers, problems } = findServers(parsed, host);
  if (problems[0] !== undefined) throw refused(file, problems[0].found);
  const name = nameFor(servers, host, place);
  const former = servers.find((each) => each.name === name && each.project === undefined)?.value;
  const fields = fieldsFor(former, entry);
  const path = [host.key, name] as const;
  const merged = host.syntax === 'toml' ? mergedToml(text, path, fields) : mergedJson(text, parsed.value, path, fields);
  if (!isAsMeant(merged, host, parsed, name, { ...(isFields(former) ? former : {}), ...fields })) {
    throw refused(file, `Its entries are written in a way that picsift cannot change without touching others.`);
  }
  return { name, merged, isReplaced: former !== undefined };
}

/** The name of the entry to write: of the one that starts picsift already, or a new one. */
function nameFor(servers: readonly ServerEntry[], host: Host, place: Place): string {
  const setting = { host, place, project: undefined };
  const forAll = servers.filter(({ project }) => project === undefined);
  if (forAll.some(({ name }) => name === NEW_NAME)) return NEW_NAME;
  const started = forAll.filter((each) => isFields(each.value) && 'command' in each.value && isOurs(each, setting));
  // Several have different folders: none of them is the one that is meant.
  return started.length === 1 ? started[0]!.name : NEW_NAME;
}

/** Fields of an entry that is an address, or switched off. */
const OTHER_FIELDS = [
  'url',
  'httpUrl',
  'serverUrl',
  'headers',
  'http_headers',
  'env_http_headers',
  'bearer_token_env_var',
  'disabled',
  'enabled',
];

/** The fields to write: undefined removes one. Variables that the entry has already stay. */
function fieldsFor(former: unknown, entry: Entry): Record<string, unknown> {
  const old = isFields(former) ? former : {};
  const removed = OTHER_FIELDS.filter((field) => field in old).map((field) => [field, undefined]);
  const { env, type, ...rest } = entry;
  return {
    ...Object.fromEntries(removed),
    ...(type !== undefined && { type }),
    ...rest,
    ...(isFields(env) && { env: { ...(isFields(old.env) ? old.env : {}), ...env } }),
  };
}

/** Compare the new content with the former one: only this entry may differ. */
function isAsMeant(merged: string, host: Host, former: ParsedFile, name: string, wanted: object): boolean {
  const now = parseHostFile(merged, host);
  if (isProblem(now)) return false;
  const before = isFields(former.value) ? former.value : {};
  const servers = isFields(before[host.key]) ? (before[host.key] as object) : {};
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
  return isDeepStrictEqual(plain(now.value), plain({ ...before, [host.key]: { ...servers, [name]: wanted } }));
}

function refused(file: string, why: string): PicsiftError {
  const text = `${safeText(file)} was not changed: ${why} Correct the file first, or paste the block that the same command prints without --write.`;
  return new PicsiftError('bad-config', text);
}

/** Follow links, also one whose target does not exist yet. */
async function linkTarget(file: string): Promise<string> {
  for (let path = file, links = 0; links < 40; links++) {
    try {
      path = resolve(dirname(path), await fs.readlink(path));
    } catch (error) {
      // EINVAL: this is no link. UNKNOWN is the same on Windows.
      if (['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN'].includes(systemCode(error) ?? '')) return path;
      throw new PicsiftError('output-failed', `${safeText(file)} cannot be read (${messageOf(error)}).`, {
        cause: error,
      });
    }
  }
  throw new PicsiftError('output-failed', `${safeText(file)} is a link that leads in a circle.`);
}

/** Copy the file to the first free name: FILE.bak, FILE.bak2, ... An older copy is never overwritten. */
async function keepCopy(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${file}.bak${number === 1 ? '' : number}`;
    try {
      await fs.copyFile(file, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Replace the file atomically. It keeps its permissions, its owner and its byte order mark. */
async function replaceText(file: string, former: string | undefined, text: string): Promise<void> {
  const stat = former === undefined ? undefined : await fs.stat(file);
  const hasMark = former !== undefined && (await fs.readFile(file, 'utf8')).startsWith(MARK);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
  await replaceFile(file, temporary, {
    async write() {
      await fs.writeFile(temporary, (hasMark ? MARK : '') + text, { mode: NEW_MODE, flag: 'wx' });
      if (stat === undefined) return;
      await fs.chmod(temporary, stat.mode);
      // Only root can give a file away; others have only files of their own here.
      await fs.chown(temporary, stat.uid, stat.gid).catch(() => {});
    },
    async beforeRename() {
      if (readTextFile(file, false) === former) return;
      const problem = `${safeText(file)} has just been changed by another program. Nothing was written: try again.`;
      throw new PicsiftError('output-failed', problem);
    },
  });
}

async function exists(path: string): Promise<boolean> {
  return fs.stat(path).then(
    () => true,
    () => false,
  );
}
