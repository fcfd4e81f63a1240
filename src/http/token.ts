/** The bearer token: whoever has it may search the granted photos over HTTP. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, PicsiftError, systemCode } from '../base/errors.ts';

const FILE = 'mcp-token';
/** 256 bits: as base64url, 43 characters. */
const MADE_BYTES = 32;
/** What may stand in the header (RFC 6750, section 2.1), and enough of it not to be guessed. */
const TOKEN = /^(?=.{32})[\w.~+/-]+=*$/;

/**
 * A token that the user has chosen.
 * @throws PicsiftError `bad-config`
 */
export function chosenToken(token: string): string {
  if (TOKEN.test(token)) return token;
  throw new PicsiftError(
    'bad-config',
    'PICSIFT_MCP_TOKEN cannot be used: it must have 32 characters or more, from A-Z a-z 0-9 - . _ ~ + / alone. ' +
      'Make one with: openssl rand -hex 32',
  );
}

export interface KeptToken {
  readonly token: string;
  readonly file: string;
}

/**
 * The token that is kept in the data folder, made where there is none yet. Processes that make it at once end up with
 * the same one.
 * @throws PicsiftError `bad-config` where others can read it, or where it cannot be kept.
 */
export async function keptToken(dataDir: string): Promise<KeptToken> {
  const file = join(dataDir, FILE);
  try {
    return { token: (await readToken(file)) ?? (await makeToken(file)), file };
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    throw new PicsiftError(
      'bad-config',
      `The token for HTTP cannot be kept in ${file} (${messageOf(error)}). Make its folder writable, choose another ` +
        'with PICSIFT_DATA_DIR, or set PICSIFT_MCP_TOKEN.',
      { cause: error },
    );
  }
}

/** @returns undefined where there is no file. */
async function readToken(file: string): Promise<string | undefined> {
  const handle = await openIfThere(file);
  if (handle === undefined) return undefined;
  try {
    // Of the open file: what is at the path may be exchanged meanwhile.
    const { mode, uid } = await handle.stat();
    const isOthers = process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0);
    const token = (await handle.readFile('utf8')).trim();
    if (!isOthers && TOKEN.test(token)) return token;
    const reason = isOthers ? 'was open to other users of this computer, who may know it' : 'holds no token';
    throw new PicsiftError('bad-config', `${file} ${reason}. Delete it: a new one is made at the next start.`);
  } finally {
    await handle.close();
  }
}

async function openIfThere(file: string) {
  try {
    // Windows has no such flag, and no such links.
    return await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link appears at once and whole, and only where nothing is yet: nobody reads half a token, the first one counts. */
async function makeToken(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const token = randomBytes(MADE_BYTES).toString('base64url');
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

/** Compares in a time that tells nothing of the token. */
export function tokenChecker(token: string): (offered: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(token);
  return (offered) => timingSafeEqual(digest(offered), wanted);
}
