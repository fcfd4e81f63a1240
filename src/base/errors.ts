/**
 * The one error class. Everything that can go wrong on a normal day is thrown as a PicsiftError: `code` is for
 * programs, `message` is one sentence for a person and ends with what to do about it.
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

/** One photo cannot be shown, and nothing else is wrong. */
const PHOTO_GONE_CODES = ['photo-not-found', 'photo-unreadable', 'photo-too-large'] as const;

const FAILURE_CODES = [
  'folder-unreadable',
  'model-missing',
  'model-broken',
  'download-failed',
  'catalog-corrupt',
  'catalog-newer',
  'catalog-readonly',
  'catalog-busy',
  'disk-full',
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

  /** True where the caller asked for something impossible, false where the machine let them down. */
  get isUsage(): boolean {
    return (USAGE_CODES as readonly ErrorCode[]).includes(this.code);
  }
}

/** True where one photo cannot be shown, and nothing else is wrong. */
export function isPhotoGone(error: unknown): error is PicsiftError & { readonly code: PhotoGoneCode } {
  return error instanceof PicsiftError && (PHOTO_GONE_CODES as readonly ErrorCode[]).includes(error.code);
}

/** `undefined` for a photo that cannot be shown: for `catch`. */
export function nothingIfGone(error: unknown): undefined {
  if (!isPhotoGone(error)) throw error;
}

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  // A PicsiftError has a code too, but of another kind.
  if (!(error instanceof Error) || error instanceof PicsiftError) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}

/** The plain message of anything that was thrown; the code of a system error that has no message (AggregateError). */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || (systemCode(error) ?? '') : String(error);
}
