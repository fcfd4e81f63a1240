/** What an assistant is told when a call fails: the mend, and never an absolute path. */

import { type ErrorCode, PicsiftError } from '../../src/base/errors.ts';
import { log } from '../../src/base/log.ts';
import { safeText } from '../../src/base/safe-text.ts';
import { stackOf } from '../../src/base/stack.ts';

/** A wrong call. The text is written for the assistant and names no path. */
export function wrongCall(message: string): PicsiftError {
  return new PicsiftError('bad-usage', message);
}

/** The error's own message names no path. */
const AS_IT_IS = Symbol('said as it is');

const UNEXPECTED =
  "Something unexpected went wrong; the details are in the server's log (stderr). Trying again may help.";

/** What is said of each error. */
const SAID: Readonly<Record<ErrorCode, string | typeof AS_IT_IS>> = {
  'bad-usage': AS_IT_IS,
  'bad-config': UNEXPECTED,
  'bad-query': AS_IT_IS,
  'folder-not-found': UNEXPECTED,
  'not-a-folder': UNEXPECTED,
  'unknown-model': 'There is no model of that name. Ask the user to choose one from: picsift model list',
  'model-mismatch':
    'The catalog was made with another model than the one this server was started with. Ask the user to leave the model option out, or to switch with: picsift model use NAME',
  'token-missing': UNEXPECTED,
  'photo-not-found': AS_IT_IS,
  'photo-unreadable': UNEXPECTED,
  'photo-too-large': UNEXPECTED,
  'folder-unreadable': UNEXPECTED,
  'model-missing':
    "The model's files are not where they should be. Ask the user to check the folder given with --model-dir, or to get a named model again with: picsift model pull NAME",
  'model-broken': 'The model cannot be used. Ask the user to check it with: picsift model verify NAME',
  'download-failed':
    'The model could not be downloaded. Ask the user to check the connection, or to give a model folder with --model-dir.',
  'catalog-corrupt':
    "picsift's catalog is damaged. Ask the user to move it aside (`picsift status` names the place) and to index again; the photos are untouched.",
  'catalog-newer': 'The catalog was made by a newer picsift. Ask the user to update picsift and restart this server.',
  'catalog-readonly':
    'picsift cannot write to its data folder. Ask the user to make it writable, or to choose another with PICSIFT_DATA_DIR.',
  'catalog-busy': AS_IT_IS,
  'disk-full': "The disk that holds picsift's data folder is full. Ask the user to free some space, then try again.",
  'indexing-elsewhere': UNEXPECTED,
  'photo-unwritable': UNEXPECTED,
  'program-missing': UNEXPECTED,
  'worker-failed': 'The indexing process died. What was indexed is kept: call reindex again to go on.',
  'output-failed': UNEXPECTED,
  'discord-failed': UNEXPECTED,
  'bot-busy': UNEXPECTED,
  interrupted: AS_IT_IS,
};

/** A sentence for the assistant. Whatever it does not say goes to the log. */
export function explain(error: unknown): string {
  if (!(error instanceof PicsiftError)) {
    log(stackOf(error));
    return UNEXPECTED;
  }
  const said = SAID[error.code];
  if (said === AS_IT_IS) return safeText(error.message);
  log(error.message);
  return said;
}
