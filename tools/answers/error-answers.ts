/** What an assistant is told when a call fails: the mend, and never an absolute path. */

import { type ErrorCode, PicsiftError } from '../../src/base/errors.ts';
import { log } from '../../src/base/log.ts';
import { safeText } from '../../src/base/safe-text.ts';

/** A wrong call. The text is written for the assistant and names no path. */
export function wrongCall(message: string): PicsiftError {
  return new PicsiftError('bad-usage', message);
}

/** Messages that name no path: the tools' own, and some of the engine's. */
const SAID_AS_THEY_ARE: readonly ErrorCode[] = [
  'bad-usage',
  'bad-query',
  'catalog-busy',
  'interrupted',
  'photo-not-found',
];

/** The others, in words that name none. */
const SAID_INSTEAD: Partial<Record<ErrorCode, string>> = {
  'catalog-corrupt':
    "picsift's catalog is damaged. Ask the user to move it aside (`picsift status` names the place) and to index again; the photos are untouched.",
  'catalog-newer': 'The catalog was made by a newer picsift. Ask the user to update picsift and restart this server.',
  'catalog-readonly':
    'picsift cannot write to its data folder. Ask the user to make it writable, or to choose another with PICSIFT_DATA_DIR.',
  'disk-full': "The disk that holds picsift's data folder is full. Ask the user to free some space, then try again.",
  'download-failed':
    'The model could not be downloaded. Ask the user to check the connection, or to give a model folder with --model-dir.',
  'model-broken': 'The model cannot be used. Ask the user to check it with: picsift model verify NAME',
  'model-mismatch':
    'The catalog was made with another model than the one this server was started with. Ask the user to leave the model option out, or to switch with: picsift model use NAME',
  'model-missing':
    "The model's files are not where they should be. Ask the user to check the folder given with --model-dir, or to get a named model again with: picsift model pull NAME",
  'unknown-model': 'There is no model of that name. Ask the user to choose one from: picsift model list',
  'worker-failed': 'The indexing process died. What was indexed is kept: call reindex again to go on.',
};

const UNEXPECTED =
  "Something unexpected went wrong; the details are in the server's log (stderr). Trying again may help.";

/** A sentence for the assistant. Whatever it does not say goes to the log. */
export function explain(error: unknown): string {
  if (!(error instanceof PicsiftError)) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return UNEXPECTED;
  }
  if (SAID_AS_THEY_ARE.includes(error.code)) return safeText(error.message);
  log(error.message);
  return SAID_INSTEAD[error.code] ?? UNEXPECTED;
}
