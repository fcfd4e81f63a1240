/** Error texts for the assistant: they say what to do and never contain an absolute path. */

import { type ErrorCode, PicsiftError } from '../../src/base/errors.ts';
import { log } from '../../src/base/log.ts';
import { safeText } from '../../src/base/safe-text.ts';
import { stackOf } from '../../src/base/stack.ts';

/** Make the error of a wrong call. @param message text for the assistant, without a path. */
export function wrongCall(message: string): PicsiftError {
  return new PicsiftError('bad-usage', message);
}

/** The error's own message is safe: it contains no path. */
const OWN_MESSAGE = Symbol('own message');

const UNEXPECTED = "An unexpected error occurred. The details are in the server's log (stderr). Trying again may help.";

/** Text for each error code. */
const TEXTS: Readonly<Record<ErrorCode, string | typeof OWN_MESSAGE>> = {
  'bad-usage': OWN_MESSAGE,
  'bad-config': UNEXPECTED,
  'bad-query': OWN_MESSAGE,
  'folder-not-found': UNEXPECTED,
  'not-a-folder': UNEXPECTED,
  'unknown-model': OWN_MESSAGE,
  'model-mismatch':
    'The catalog was made with another model than this server was started with. Ask the user to leave the model option out, or to switch with: picsift model use NAME',
  'token-missing': UNEXPECTED,
  'photo-not-found': OWN_MESSAGE,
  'photo-unreadable': UNEXPECTED,
  'photo-too-large': UNEXPECTED,
  'folder-unreadable': UNEXPECTED,
  'model-missing':
    "The model's files are missing, or are not those that made the catalog. Ask the user to run `picsift doctor`, which says what to do, and to check the folder if one is given with --model-dir.",
  'model-broken': 'The model cannot be used. Ask the user to check it with: picsift model verify NAME',
  'model-unsupported':
    'picsift does not support a model of this kind. Ask the user to choose one from: picsift model list',
  'download-failed':
    'The model could not be downloaded. Ask the user to check the network connection, or to give a model folder with --model-dir.',
  'catalog-corrupt':
    "picsift's catalog is damaged. Ask the user to move it to another folder (`picsift status` shows its path) and to index again. The photos are unchanged.",
  'catalog-newer': 'The catalog was made by a newer picsift. Ask the user to update picsift and restart this server.',
  'catalog-readonly':
    'picsift cannot write to its data folder. Ask the user to make it writable, or to choose another with PICSIFT_DATA_DIR.',
  'catalog-busy': OWN_MESSAGE,
  'disk-full': "The disk that holds picsift's data folder is full. Ask the user to free some space, then try again.",
  'import-failed': UNEXPECTED,
  'module-unusable':
    "A part of picsift was built for another version of Node.js. Ask the user to look at the server's log (stderr), which says how to repair it.",
  'indexing-elsewhere': UNEXPECTED,
  'photo-unwritable': UNEXPECTED,
  'program-missing': OWN_MESSAGE,
  'worker-failed': 'The indexing process died. What was indexed is kept: call reindex again to continue.',
  'output-failed': UNEXPECTED,
  'discord-failed': UNEXPECTED,
  'bot-busy': UNEXPECTED,
  interrupted: OWN_MESSAGE,
};

/** Return the text for the assistant. Details that it leaves out go to the log. */
export function explain(error: unknown): string {
  if (!(error instanceof PicsiftError)) {
    log(stackOf(error));
    return UNEXPECTED;
  }
  const text = TEXTS[error.code];
  if (text === OWN_MESSAGE) return safeText(error.message);
  log(error.message);
  return text;
}
