/** What the bot tells the person who runs it, on stderr. */

import { PicsiftError } from '../../src/errors.ts';
import { safeText } from '../../src/safe-text.ts';

const MAX_LINE_CHARACTERS = 1_000;

export function log(text: string): void {
  const lines = text.split('\n').map((line) => safeText(line, MAX_LINE_CHARACTERS));
  process.stderr.write(`picsift discord: ${lines.join('\n')}\n`);
}

/**
 * A sentence for what is to be expected, a stack trace for what is not. Never the whole error: the properties of
 * Discord's errors hold the tokens of interactions.
 */
export function logError(what: string, error: unknown): void {
  if (error instanceof PicsiftError) log(`${what}: ${error.message}`);
  else log(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
}
