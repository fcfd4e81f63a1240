/** Exit codes, documented in the README and in --help. */

import { PicsiftError } from '../base/errors.ts';

export const EXIT = {
  ok: 0,
  /** Nothing is indexed in the folder that was searched. */
  nothingIndexed: 1,
  usage: 2,
  failure: 3,
  /** Ctrl-C: 128 + SIGINT, as in shells. */
  interrupted: 130,
} as const;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PicsiftError)) return EXIT.failure;
  if (error.code === 'interrupted') return EXIT.interrupted;
  return error.isUsage ? EXIT.usage : EXIT.failure;
}
