/**
 * Download of one file that can be trusted: it resumes, it is checked, and it appears under its name only when it is
 * whole. The rules of Range, If-Range and ETag are those of RFC 9110, sections 8.8.3, 13.1.5 and 14.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PicsiftError, systemCode } from '../../base/errors.ts';
import { type Answer, type HttpClient, openHttpClient, shownUrl, type Timeouts } from '../../net/request.ts';
import { sha256OfFile } from './model-folder.ts';

export interface DownloadOptions {
  readonly url: string;
  /** The finished file. Until then its bytes are in `TARGET.part`, and what they belong to in `TARGET.part.json`. */
  readonly target: string;
  /** Lower-case hex, where it is known beforehand. */
  readonly sha256?: string | undefined;
  /** Sent to the origin of `url` only. */
  readonly token?: string | undefined;
  /** Bytes on disk, resumed ones included; total undefined where the server does not say. */
  readonly onProgress?: ((receivedBytes: number, totalBytes: number | undefined) => void) | undefined;
  /** Aborted: the download ends with `interrupted` (or the signal's reason, if a PicsiftError); `.part` stays. */
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

export interface Downloaded {
  /** Lower-case hex, computed from the bytes on disk. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The hub's tag of the file, without quotes. */
  readonly etag?: string | undefined;
}

const DEFAULT_TIMEOUTS: Timeouts = { connect: 5_000, headers: 30_000, body: 30_000 };

/** How often a download goes on after an interruption, counted anew when it got further than ever before. */
const MAX_RETRIES = 3;
const FIRST_PAUSE_MS = 200;

/** What identifies one version of a file: the tag of the hub's redirecting answer and that of the last answer. */
interface Tags {
  readonly linkedEtag?: string | undefined;
  readonly etag?: string | undefined;
}

/** What the finished `.part` must be. */
interface Expected {
  readonly size: number | undefined;
  /** Hex SHA-256 or git blob SHA-1, told by their length. */
  readonly hash: string | undefined;
  readonly etag: string | undefined;
}

/** The `.part` is complete, or the connection failed in a way that is worth another try. */
type Fetched = { readonly expected: Expected } | { readonly retry: PicsiftError };

/**
 * Download a file. Callers see to it that nobody else downloads to the same target.
 * @throws PicsiftError `download-failed`, `disk-full`, `interrupted`.
 */
export async function downloadFile(options: DownloadOptions): Promise<Downloaded> {
  const { target, timeouts } = options;
  const client = await openHttpClient({ ...DEFAULT_TIMEOUTS, ...timeouts });
  try {
    await mkdir(dirname(target), { recursive: true });
    return await downloadChecked(client, options);
  } catch (error) {
    throw asDiskError(error, dirname(target));
  } finally {
    await client.close();
  }
}

/**
 * What a person should read when a file operation failed; any other error is given back as it is.
 * @param folder where it was to be written.
 */
export function asDiskError(error: unknown, folder: string): unknown {
  const code = systemCode(error);
  if (error instanceof PicsiftError || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, '', error);
  const mend = 'Make it writable, or choose another data folder with PICSIFT_DATA_DIR.';
  return new PicsiftError('download-failed', `Cannot write in ${folder} (${code}). ${mend}`, { cause: error });
}

async function downloadChecked(client: HttpClient, options: DownloadOptions): Promise<Downloaded> {
  const part = partOf(options);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { hash, etag, size: wanted } = await fetchWhole(client, options);
    const { size } = await stat(part);
    const sha256 = await sha256OfFile(part);
    const right =
      (wanted === undefined || wanted === size) &&
      (options.sha256 === undefined || options.sha256 === sha256) &&
      (hash === undefined || hash === (hash.length === 64 ? sha256 : await gitBlobSha1(part, size)));
    if (right) {
      await rename(part, options.target);
      await rm(tagsOf(options), { force: true });
      return { sha256, size, etag };
    }
    await rm(part, { force: true });
  }
  throw new PicsiftError(
    'download-failed',
    `${shownUrl(options.url)} came with wrong bytes twice (size or hash differ from what was promised). ` +
      'Try again later, from another network, or through another HF_ENDPOINT.',
  );
}

/** Fetch until the `.part` is complete, going on after interruptions. */
async function fetchWhole(client: HttpClient, options: DownloadOptions): Promise<Expected> {
  let farthest = await sizeOf(partOf(options));
  let answered = false;
  for (let failures = 0; ; ) {
    const fetched = await fetchRest(client, options, await sizeOf(partOf(options)), answered);
    if ('expected' in fetched) return fetched.expected;
    answered = true;
    const size = await sizeOf(partOf(options));
    if (size > farthest) failures = 0;
    farthest = Math.max(farthest, size);
    if (failures++ === MAX_RETRIES) throw fetched.retry;
    const pause = FIRST_PAUSE_MS * 2 ** (failures - 1);
    await sleep(pause, undefined, { signal: options.signal }).catch(() => throwIfStopped(options));
  }
}

/**
 * One request for what the `.part` still lacks.
 * @param have bytes in the `.part`.
 * @param answered whether the server was heard before in this download.
 */
async function fetchRest(
  client: HttpClient,
  options: DownloadOptions,
  have: number,
  answered: boolean,
): Promise<Fetched> {
  const { url, token, signal } = options;
  throwIfStopped(options);
  const saved = await readTags(options);
  let answer: Answer;
  try {
    answer = await client.get(url, { headers: have > 0 ? rangeHeaders(have, saved) : {}, token, signal });
  } catch (error) {
    throwIfStopped(options);
    if (error instanceof PicsiftError) throw error;
    // A machine without a network should learn it at once; one that just lost it gets another chance.
    if (!answered) throw networkError(error, url);
    return { retry: networkError(error, url) };
  }
  answer.body.on('error', () => {});

  const total = totalSize(answer);
  const tags: Tags = { linkedEtag: answer.linkedEtag, etag: answer.header('etag') };
  if (have > 0 && (answer.status === 206 || answer.status === 416)) {
    const known = sameVersion(saved, tags);
    if (answer.status === 416 && known && total === have) return { expected: expected(answer, total) };
    if (answer.status === 416 || !known || rangeStart(answer) !== have) {
      answer.body.destroy();
      await rm(partOf(options), { force: true });
      return fetchRest(client, options, 0, answered);
    }
  } else if (answer.status !== 200) {
    await answer.body.dump().catch(() => {});
    const refusal = statusError(answer.status, url, token !== undefined);
    if (answer.status >= 500) return { retry: refusal };
    throw refusal;
  }

  const start = answer.status === 206 ? have : 0;
  return receive(answer, options, start, tags, total);
}

/** Write the body to the `.part`, from byte `start` on. */
async function receive(
  answer: Answer,
  options: DownloadOptions,
  start: number,
  tags: Tags,
  total: number | undefined,
): Promise<Fetched> {
  const part = await open(partOf(options), start > 0 ? 'a' : 'w');
  try {
    // Between these two steps the .part is empty, so its bytes never have another version's tags beside them.
    if (start === 0) await writeFile(tagsOf(options), JSON.stringify(tags));
    if (total !== undefined) await requireSpace(dirname(options.target), total - start);
    let size = start;
    options.onProgress?.(size, total);
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        await part.appendFile(chunk).catch((error: unknown) => {
          throw asDiskError(error, dirname(options.target));
        });
        size += chunk.length;
        options.onProgress?.(size, total);
      }
    } catch (error) {
      throwIfStopped(options);
      if (error instanceof PicsiftError) throw error;
      return { retry: networkError(error, options.url) };
    }
    // A body of undeclared length ends the same way when it is whole and when it is cut.
    if (total !== undefined && size < total) {
      return { retry: networkError(new Error(`${size} of ${total} bytes came`), options.url) };
    }
    await part.sync();
    return { expected: expected(answer, total) };
  } finally {
    await part.close();
  }
}

function rangeHeaders(have: number, { etag }: Tags): Record<string, string> {
  // If-Range takes strong tags only.
  const condition = etag !== undefined && !etag.startsWith('W/') ? { 'if-range': etag } : {};
  return { range: `bytes=${have}-`, ...condition };
}

function rangeStart(answer: Answer): number | undefined {
  const start = /^bytes (\d+)-/.exec(answer.header('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

function totalSize(answer: Answer): number | undefined {
  const range = /\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1];
  const length = answer.status === 200 ? answer.header('content-length') : undefined;
  const told = range ?? length;
  return answer.linkedSize ?? (told === undefined ? undefined : Number(told));
}

/** True where a tag proves it; without any tag two answers are never of the same version. */
function sameVersion(a: Tags, b: Tags): boolean {
  const pairs = [
    [a.linkedEtag, b.linkedEtag],
    [a.etag, b.etag],
  ].filter((pair) => pair.every((tag) => tag !== undefined));
  return pairs.length > 0 && pairs.every(([one, other]) => plainTag(one!) === plainTag(other!));
}

/**
 * The Hugging Face hub's tag is the SHA-256 of a file in large file storage, else the SHA-1 of its git blob (the
 * hub's authors say so in huggingface_hub#731). Another server's own tag, such as a CDN's, may look alike and mean
 * something else, so it is not taken for a hash.
 */
function expected(answer: Answer, size: number | undefined): Expected {
  const tag = answer.linkedEtag ?? (answer.sameOrigin ? answer.header('etag') : undefined);
  const etag = tag === undefined ? undefined : plainTag(tag);
  return { size, etag, hash: etag !== undefined && /^([0-9a-f]{64}|[0-9a-f]{40})$/.test(etag) ? etag : undefined };
}

function plainTag(tag: string): string {
  return tag.replace(/^W\//, '').replaceAll('"', '');
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects: SHA-1 of "blob SIZE\0" and the bytes. */
async function gitBlobSha1(file: string, size: number): Promise<string> {
  const hash = createHash('sha1').update(`blob ${size}\0`);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function partOf({ target }: DownloadOptions): string {
  return `${target}.part`;
}

function tagsOf({ target }: DownloadOptions): string {
  return `${target}.part.json`;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readTags(options: DownloadOptions): Promise<Tags> {
  try {
    return JSON.parse(await readFile(tagsOf(options), 'utf8')) as Tags;
  } catch {
    return {};
  }
}

/** Better to refuse than to fill the disk that other programs need too. */
async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > bavail * bsize) throw diskFull(folder, ` for ${Math.ceil(bytes / 1e6)} MB`);
}

function diskFull(folder: string, need: string, cause?: unknown): PicsiftError {
  const mend = 'Free some, then run the same command again: it goes on where it stopped.';
  return new PicsiftError('disk-full', `There is no space${need} on the disk of ${folder}. ${mend}`, { cause });
}

function throwIfStopped({ signal, target }: DownloadOptions): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof PicsiftError) throw signal.reason;
  throw new PicsiftError(
    'interrupted',
    `The download of ${basename(target)} was stopped. Run the same command again: it goes on from there.`,
  );
}

function networkError(error: unknown, url: string): PicsiftError {
  // A host with several addresses fails with an AggregateError, whose message is empty.
  const reason = messageOf(error) || systemCode(error);
  const mend = 'Check the network or proxy, then run the same command again: it goes on where it stopped.';
  return new PicsiftError('download-failed', `Cannot download ${shownUrl(url)} (${reason}). ${mend}`, { cause: error });
}

function statusError(status: number, url: string, hasToken: boolean): PicsiftError {
  const mend =
    status === 401 || status === 403
      ? hasToken
        ? 'Set HF_TOKEN to a token that may read it, and accept its terms on the hub.'
        : 'Set HF_TOKEN to an access token of the hub, or check that the repository exists.'
      : status === 404
        ? "Check the repository, revision and file in the model's manifest, and HF_ENDPOINT."
        : status === 429
          ? 'That is too many requests: wait some minutes, or set HF_TOKEN, which raises the limit.'
          : 'Try again later, or through another HF_ENDPOINT.';
  const what = status === 404 ? 'is not there (404)' : `was refused (${status})`;
  return new PicsiftError('download-failed', `${shownUrl(url)} ${what}. ${mend}`);
}
