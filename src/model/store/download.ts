/**
 * Downloads one file: resumes after interruptions, verifies the bytes, and gives the file its name only when it is
 * complete.
 */

import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PicsiftError } from '../../base/errors.ts';
import { type Answer, type HttpClient, openHttpClient, type Timeouts } from '../../net/request.ts';
import { RequestError, shownUrl } from '../../net/request-error.ts';
import { asDiskError, networkError, pageError, refusedError, requireSpace, statusError } from './download-errors.ts';
import {
  type Claim,
  type Expected,
  expectedOf,
  isSameVersion,
  rangeHeaders,
  rangeStart,
  tagsOf,
  totalSize,
} from './file-version.ts';
import { type PartFile, partFileOf } from './part-file.ts';

/** The size and the hash are those that the caller knows. */
export interface DownloadOptions extends Claim {
  readonly url: string;
  /** Path of the finished file. Until then the bytes are in a `PartFile`. */
  readonly target: string;
  /** Sent to the origin of `url` only. */
  readonly token?: string | undefined;
  /** Bytes on disk, resumed ones included. The total is undefined if the server does not announce it. */
  readonly onProgress?: ((receivedBytes: number, totalBytes: number | undefined) => void) | undefined;
  /** When aborted, the download ends with `interrupted` (or the signal's reason, if a PicsiftError); `.part` stays. */
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

export interface Downloaded {
  /** Lower-case hex, computed from the bytes on disk. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The hub's ETag of the file, without quotes. */
  readonly etag?: string | undefined;
}

const MAX_REDIRECTS = 5;
/** Limit for a file whose size the hub does not announce: no model has a larger file. */
const MAX_UNANNOUNCED_BYTES = 10_000_000_000;

/** How often a download is resumed in a row without receiving new bytes. */
const MAX_RETRIES = 3;
const FIRST_PAUSE_MS = 200;

/** One download in progress. */
interface Download extends DownloadOptions {
  readonly client: HttpClient;
  readonly part: PartFile;
}

/**
 * Either the answer was read to its end (`expected` is undefined if it had more bytes than announced), or the request
 * failed in a way that justifies another attempt.
 */
type Fetched = { readonly expected: Expected | undefined } | { readonly retry: PicsiftError };

/**
 * Download a file. The caller must make sure that no other process downloads to the same target.
 * @throws PicsiftError `download-failed`, `disk-full`, `interrupted`.
 */
export async function downloadFile(options: DownloadOptions): Promise<Downloaded> {
  const { url, target, timeouts } = options;
  const reach = { configuredHost: new URL(url).hostname, isHub: true };
  const client = await openHttpClient({ reach, maxRedirects: MAX_REDIRECTS, timeouts });
  try {
    await mkdir(dirname(target), { recursive: true });
    return await downloadChecked({ ...options, client, part: partFileOf(target) });
  } catch (error) {
    throw asDiskError(error, dirname(target));
  } finally {
    await client.close();
  }
}

async function downloadChecked(download: Download): Promise<Downloaded> {
  const { url, part } = download;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const expected = await fetchToEnd(download);
    const sha256 = expected && (await part.verify([expected, download]));
    if (sha256 !== undefined) {
      const size = await part.size();
      await part.finish();
      return { sha256, size, etag: expected?.etag };
    }
    await part.discard();
  }
  throw new PicsiftError(
    'download-failed',
    `${shownUrl(url)} arrived with wrong bytes twice (the size or hash differs from the expected one). ` +
      'Try again later, use another network, or set another HF_ENDPOINT.',
  );
}

/** Fetch until an answer is read to its end. Resumes after interruptions. */
async function fetchToEnd(download: Download): Promise<Expected | undefined> {
  const { part, signal } = download;
  let farthest = await part.size();
  let answered = false;
  for (let failures = 0; ; ) {
    const fetched = await fetchRest(download, await part.size(), answered);
    if ('expected' in fetched) return fetched.expected;
    answered = true;
    const size = await part.size();
    if (size > farthest) failures = 0;
    farthest = Math.max(farthest, size);
    if (failures++ === MAX_RETRIES) throw fetched.retry;
    const pause = FIRST_PAUSE_MS * 2 ** (failures - 1);
    await sleep(pause, undefined, { signal }).catch(() => throwIfStopped(download));
  }
}

/**
 * Send one request for the bytes that the `.part` file lacks.
 * @param have bytes in the `.part`.
 * @param answered whether the server has answered before in this download.
 */
async function fetchRest(download: Download, have: number, answered: boolean): Promise<Fetched> {
  const { client, part, url, target, token, signal } = download;
  throwIfStopped(download);
  const saved = await part.tags();
  let answer: Answer;
  try {
    answer = await client.get(new URL(url), { headers: rangeHeaders(have, saved), token, signal });
  } catch (error) {
    throwIfStopped(download);
    if (error instanceof PicsiftError) throw error;
    if (error instanceof RequestError) throw refusedError(error);
    // If no request has succeeded, the machine is probably offline: report it immediately. Otherwise retry.
    if (!answered) throw networkError(error, url);
    return { retry: networkError(error, url) };
  }

  const { status } = answer;
  if (have > 0 && (status === 206 || status === 416)) {
    const isKnown = isSameVersion(saved, tagsOf(answer));
    if (status === 416 && isKnown && totalSize(answer) === have) {
      answer.discard();
      return { expected: expectedOf(answer) };
    }
    if (status === 416 || !isKnown || rangeStart(answer) !== have) {
      answer.discard();
      await part.discard();
      return fetchRest(download, 0, answered);
    }
  } else if (status !== 200) {
    answer.discard();
    const refusal = statusError(status, url, token !== undefined);
    if (status >= 500) return { retry: refusal };
    throw refusal;
  }
  if (!isFileType(answer.header('content-type'), target)) {
    answer.discard();
    throw pageError(answer);
  }
  return receive(answer, download, status === 206 ? have : 0);
}

/**
 * Decide whether an answer of this type can be the file. Mirrors use any type for binary files, but a page is never one,
 * and JSON or XML is an error of the server unless the file has that type.
 */
function isFileType(type: string | undefined, file: string): boolean {
  if (type === undefined) return true;
  const [, kind] = /^(?:text|application)\/(?:.*\+)?(html|xml|json)\b/i.exec(type) ?? [];
  return kind === undefined || file.toLowerCase().endsWith(`.${kind.toLowerCase()}`);
}

/** Write the body to the `.part` file, from byte `start` on. */
async function receive(answer: Answer, download: Download, start: number): Promise<Fetched> {
  const { part, target, url, onProgress } = download;
  const folder = dirname(target);
  const total = download.size ?? totalSize(answer);
  const file = await part.open(start, tagsOf(answer));
  try {
    if (total !== undefined) await requireSpace(folder, total - start);
    let size = start;
    onProgress?.(size, total);
    try {
      for await (const chunk of answer.read(total === undefined ? MAX_UNANNOUNCED_BYTES : total - start)) {
        await file.appendFile(chunk).catch((error: unknown) => {
          throw asDiskError(error, folder);
        });
        size += chunk.length;
        onProgress?.(size, total);
      }
    } catch (error) {
      throwIfStopped(download);
      if (error instanceof PicsiftError) throw error;
      if (!(error instanceof RequestError)) return { retry: networkError(error, url) };
      if (total === undefined) throw refusedError(error);
      return { expected: undefined };
    }
    // A truncated body can be detected only if its length is known.
    if (total !== undefined && size < total) {
      return { retry: networkError(new Error(`only ${size} of ${total} bytes arrived`), url) };
    }
    await file.sync();
    return { expected: expectedOf(answer) };
  } finally {
    await file.close();
  }
}

function throwIfStopped({ signal, target }: DownloadOptions): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof PicsiftError) throw signal.reason;
  throw new PicsiftError(
    'interrupted',
    `The download of ${basename(target)} was stopped. Run the same command again to continue it.`,
  );
}
