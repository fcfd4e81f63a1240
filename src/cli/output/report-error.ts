/** Prints errors for people: what happened and how to fix it, never a stack trace. */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import { report } from './console.ts';

export function reportError(error: unknown): void {
  if (error instanceof PicsiftError) report(`picsift: ${error.message}`);
  else report(`picsift: unexpected error: ${messageOf(error)}. Please report it.`);
}
