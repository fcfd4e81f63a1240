/**
 * The one error class. Every expected failure is thrown as a PicsiftError: `code` is for programs; `message` is for
 * people and says what happened and what to do.
 */

const USAGE_CODES = [
  'bad-usage',
  'bad-config',
  'bad-query',
  'folder-not-found',
  'not-a-folder',
  'unknown-model',
  'model-mismatch',
  'token-missing',
] as const;

/** One photo cannot be shown; everything else works. */
const PHOTO_GONE_CODES = ['photo-not-found', 'photo-unreadable', 'photo-too-large'] as const;

const FAILURE_CODES = [
  'folder-unreadable',
  'model-missing',
  'model-broken',
  'model-unsupported',
  'download-failed',
  'catalog-corrupt',
  'catalog-newer',
  'catalog-readonly',
  'catalog-busy',
  'disk-full',
  'import-failed',
  'module-unusable',
  'indexing-elsewhere',
  'photo-unwritable',
  'program-missing',
  'worker-failed',
  'output-failed',
  'discord-failed',
  'bot-busy',
  'interrupted',
] as const;

export type PhotoGoneCode = (typeof PHOTO_GONE_CODES)[number];
export type ErrorCode = (typeof USAGE_CODES)[number] | PhotoGoneCode | (typeof FAILURE_CODES)[number];

export class PicsiftError extends Error {
  override readonly name = 'PicsiftError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** True when the caller asked for something impossible, false when the machine failed. */
  get isUsage(): boolean {
    return (USAGE_CODES as readonly ErrorCode[]).includes(this.code);
  }
}

/** Decide whether an error only means that one photo cannot be shown. */
export function isPhotoGone(error: unknown): error is PicsiftError & { readonly code: PhotoGoneCode } {
  return error instanceof PicsiftError && (PHOTO_GONE_CODES as readonly ErrorCode[]).includes(error.code);
}

/** For `catch`: turn the error of a photo that cannot be shown into `undefined`, and rethrow every other error. */
export function nothingIfGone(error: unknown): undefined {
  if (!isPhotoGone(error)) throw error;
}

/** Return the `code` of a Node.js system error (`ENOENT`, `EACCES`, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  // A PicsiftError has a code too, but it is not a system code.
  if (!(error instanceof Error) || error instanceof PicsiftError) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}

/** Return the message of any thrown value; for a system error without a message (AggregateError), its code. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || (systemCode(error) ?? '') : String(error);
}
