/**
 * The file about the gallery that runs: its port, its process, and a secret that only this user can read. A second `picsift
 * open` finds it there, and asks the server to prove that it knows the secret: a file may be left from a killed process, and
 * its port belong to another program by now.
 */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { newToken } from '../http/token.ts';
import { proofOf } from './access/keys.ts';
import { CONTROL, showAnswer, type showRequest } from './server/control.ts';

const FILE = 'gallery.json';
const ANSWER_WITHIN_MS = 2_000;

const note = z.object({ port: z.int().min(1).max(65_535), pid: z.int(), secret: z.string().min(32) });
type Note = z.infer<typeof note>;

/** Say in the data folder that this process runs the gallery. */
export async function noteRunning(dataDir: string, running: Note): Promise<void> {
  const file = join(dataDir, FILE);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(running), { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}

/** Remove the file, unless it is about another process by now. */
export async function forgetRunning(dataDir: string, { secret }: Pick<Note, 'secret'>): Promise<void> {
  if ((await readNote(dataDir))?.secret === secret) await rm(join(dataDir, FILE), { force: true });
}

/**
 * Let the gallery that runs show a folder.
 * @returns addresses of its page, each good for one visit; undefined if none runs.
 */
export async function showInRunning(
  dataDir: string,
  request: z.input<typeof showRequest>,
): Promise<readonly string[] | undefined> {
  const running = await readNote(dataDir);
  if (running === undefined) return undefined;
  const { port, secret } = running;
  const at = (path: string) => `http://127.0.0.1:${port}${CONTROL}/${path}`;
  try {
    const challenge = newToken();
    const proven = await fetchJson(at(challenge), {});
    if ((proven as { proof?: unknown }).proof !== proofOf(secret, challenge)) return undefined;
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const shown = await fetchJson(at('show'), { method: 'POST', headers, body: JSON.stringify(request) });
    return showAnswer.parse(shown).addresses;
  } catch {
    return undefined;
  }
}

async function fetchJson(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** @returns undefined if there is no file, or none that this user alone has written. */
async function readNote(dataDir: string): Promise<Note | undefined> {
  try {
    const file = await open(join(dataDir, FILE), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { mode, uid } = await file.stat();
      if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0)) return undefined;
      return note.parse(JSON.parse(await file.readFile('utf8')));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
