/** What to say about a setting that does not exist. Pure. */

import { folded } from '../src/base/fold.ts';
import { nearNames } from '../src/base/name-suggestions.ts';
import { quoted } from '../src/base/safe-text.ts';

/** Find the name that a person may have misspelled. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  return nearNames(written, known, folded, 1)[0];
}

/** Say that there is no such setting, and which one may be meant. */
export function unknownName(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  const advice = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${near}?`;
  return `${quoted(written)} is not a setting. ${advice}`;
}
