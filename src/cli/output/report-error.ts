/** Errors for people: one sentence that says how to fix it, never a stack trace. */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import { tell } from './console.ts';

export function reportError(error: unknown): void {
  if (error instanceof PicsiftError) tell(`picsift: ${error.message}`);
  else tell(`picsift: something unexpected went wrong: ${messageOf(error)}. Please report it.`);
}
