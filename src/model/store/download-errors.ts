/** Messages for people when a download fails: what happened, and what to do. */

import { statfs } from 'node:fs/promises';
import { messageOf, PicsiftError, systemCode } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import type { Answer } from '../../net/request.ts';
import { type RequestError, shownUrl } from '../../net/request-error.ts';

/** The codes of a file operation that fails because of the disk, its permissions or its limits. */
const DISK_CODES =
  /^E(ACCES|BUSY|DQUOT|EXIST|FBIG|IO|ISDIR|LOOP|MFILE|NAMETOOLONG|NFILE|NODEV|NOENT|NOSPC|NOTDIR|NOTEMPTY|NXIO|PERM|ROFS|STALE|TXTBSY)$/;

/**
 * Convert the error of a failed file operation to a message for people; return any other error unchanged.
 * @param folder in which the file was to be written.
 */
export function asDiskError(error: unknown, folder: string): unknown {
  const code = systemCode(error);
  if (code === undefined || !DISK_CODES.test(code)) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, '', error);
  const advice = 'Make it writable, or choose another data folder with PICSIFT_DATA_DIR.';
  return new PicsiftError('download-failed', `Cannot write in ${folder} (${code}). ${advice}`, { cause: error });
}

/**
 * Check that the disk has enough space for a file, so that a download does not fill it.
 * @throws PicsiftError `disk-full`.
 */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > bavail * bsize) throw diskFull(folder, ` for ${Math.ceil(bytes / 1e6)} MB`);
}

function diskFull(folder: string, need: string, cause?: unknown): PicsiftError {
  const advice = 'Free some space, then run the same command again: it continues where it stopped.';
  return new PicsiftError('disk-full', `There is no space${need} on the disk of ${folder}. ${advice}`, { cause });
}

/** What to do when somebody between here and the hub answers in its place. */
export const LOGIN =
  'If your network has a login page, open it in a browser and log in. Check HF_ENDPOINT and the proxy.';

/** What to do when the hub answers 429. */
export const RATE_LIMIT = 'Wait some minutes, or set HF_TOKEN, which raises the limit.';

export function networkError(error: unknown, url: string): PicsiftError {
  // The error of a proxy has the connection's error as its cause.
  const codes = [error, error instanceof Error ? error.cause : undefined].map(systemCode);
  const advice = codes.some((code) => code !== undefined && /CERT|LEAF_SIGNATURE/.test(code))
    ? `Somebody between here and the hub shows another certificate. ${LOGIN} A proxy that reads the traffic needs its ` +
      'certificate in NODE_EXTRA_CA_CERTS.'
    : 'Check the network or proxy, then run the same command again: it continues where it stopped.';
  const text = `Cannot download ${shownUrl(url)} (${messageOf(error)}). ${advice}`;
  return new PicsiftError('download-failed', text, { cause: error });
}

/** Make the error for something that the HTTP client refused: an address, a redirect or a size. */
export function refusedError(error: RequestError): PicsiftError {
  const isElsewhere = error.refusal === 'insecure-redirect' || error.refusal === 'private-address';
  const text = `${error.where} ${error.message}. ${isElsewhere ? LOGIN : 'Check HF_ENDPOINT, or try again later.'}`;
  return new PicsiftError('download-failed', text, { cause: error });
}

/** Make the error for an answer that is not the file, but a page or a message. */
export function pageError({ url, header }: Pick<Answer, 'url' | 'header'>): PicsiftError {
  const type = quoted(header('content-type') ?? '');
  const text = `${shownUrl(url.href)} is not the file: the answer has the type ${type}. ${LOGIN}`;
  return new PicsiftError('download-failed', text);
}

export function statusError(status: number, url: string, hasToken: boolean): PicsiftError {
  const what = status === 404 ? 'does not exist (404)' : `was refused (${status})`;
  return new PicsiftError('download-failed', `${shownUrl(url)} ${what}. ${adviceFor(status, hasToken)}`);
}

function adviceFor(status: number, hasToken: boolean): string {
  switch (status) {
    case 401:
    case 403:
      return hasToken
        ? 'Set HF_TOKEN to a token that may read it, and accept the terms of the model on the hub.'
        : 'Set HF_TOKEN to an access token of the hub, or check that the repository exists.';
    case 404:
      return 'Check the name of the model, its revision, and HF_ENDPOINT.';
    case 429:
      return `There were too many requests. ${RATE_LIMIT}`;
    case 511:
      return LOGIN;
    default:
      return 'Try again later, or set another HF_ENDPOINT.';
  }
}
