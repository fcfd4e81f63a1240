/** The token of a server: anyone who has it may search the granted photos over HTTP. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import { messageOf, PicsiftError, systemCode } from '../base/errors.ts';

export interface TokenKind {
  /** Name of its file in the data folder. */
  readonly file: string;
  /** The environment variable for a token that the user has chosen. */
  readonly variable: string;
}

/** 256 bits: as base64url, 43 characters. */
const TOKEN_BYTES = 32;
/** Characters that the header allows (RFC 6750, section 2.1), at least 32, so that nobody can guess the token. */
const TOKEN = /^(?=.{32})[\w.~+/-]+=*$/;

/**
 * Check a token that the user has chosen.
 * @throws PicsiftError `bad-config`
 */
export function chosenToken(token: string, { variable }: TokenKind): string {
  if (TOKEN.test(token)) return token;
  throw new PicsiftError(
    'bad-config',
    `${variable} cannot be used: it must have 32 characters or more, only from A-Z a-z 0-9 - . _ ~ + /. ` +
      'Create one with: openssl rand -hex 32',
  );
}

export interface KeptToken {
  readonly token: string;
  readonly file: string;
}

/**
 * Read the token in the data folder, or create it if there is none. Processes that create it at the same time get the
 * same token.
 * @throws PicsiftError `bad-config` when other users can read the file, or when it cannot be read or written.
 */
export async function keptToken(dataDir: string, { file: name, variable }: TokenKind): Promise<KeptToken> {
  const file = join(dataDir, name);
  try {
    return { token: (await readToken(file)) ?? (await createToken(file)), file };
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    throw new PicsiftError(
      'bad-config',
      `The token for HTTP cannot be stored in ${file} (${messageOf(error)}). Make its folder writable, choose another ` +
        `data folder with PICSIFT_DATA_DIR, or set ${variable}.`,
      { cause: error },
    );
  }
}

/** @returns undefined when there is no file. */
async function readToken(file: string): Promise<string | undefined> {
  const handle = await openIfThere(file);
  if (handle === undefined) return undefined;
  try {
    // `stat` of the open file, because another file may replace it at this path.
    const { mode, uid } = await handle.stat();
    const isExposed = process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0);
    const token = (await handle.readFile('utf8')).trim();
    if (!isExposed && TOKEN.test(token)) return token;
    const reason = isExposed ? 'was open to other users of this computer, who may know it' : 'contains no valid token';
    throw new PicsiftError('bad-config', `${file} ${reason}. Delete it: the next start creates a new one.`);
  } finally {
    await handle.close();
  }
}

async function openIfThere(file: string) {
  try {
    // Windows has neither this flag nor this kind of link.
    return await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Write the token to a draft and link it into place. `link` is atomic and fails if the file exists, so nobody reads
 * half a token and the first process wins.
 */
async function createToken(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const token = newToken();
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
    return token;
  } catch (error) {
    const first = systemCode(error) === 'EEXIST' ? await readToken(file) : undefined;
    if (first === undefined) throw error;
    return first;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Make a token that nobody can guess. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Return the token in the header "Authorization: Bearer TOKEN" (RFC 6750); undefined if there is none. */
export function bearerIn({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}

/** Create a comparison with the token that takes constant time, so its duration reveals nothing. */
export function tokenChecker(token: string): (offered: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(token);
  return (offered) => timingSafeEqual(digest(offered), wanted);
}
