/** Says in words what a search has understood, for the doors whose readers are people. Pure. */

import { folded } from '../base/fold.ts';
import type { EvidenceKind } from './evidence/evidence.ts';
import type { UnderstoodQuery } from './search-request.ts';

type Clue = UnderstoodQuery['clues'][number];

const WORDING: Readonly<Record<EvidenceKind, (label: string) => string>> = {
  date: (label) => `taken ${label}`,
  place: (label) => `in ${label}`,
  person: (label) => `with ${label}`,
  kind: (label) => `a ${label}`,
  words: (label) => `“${label}”`,
};

/**
 * Say what was understood: `taken 2026-06 to 2026-08 (“last summer”); with Anna; showing “beach”`. Clues that may mean
 * something else are left out if no photo meets them.
 * @param show makes names and words safe to show in this door.
 * @returns undefined if there is nothing to say: the query only describes pictures.
 */
export function cluesInWords(understood: UnderstoodQuery, show: (text: string) => string): string | undefined {
  const clues = understood.clues.filter(({ isSure, photos }) => isSure || photos > 0);
  if (clues.length === 0) return undefined;
  const { looksLike } = understood;
  return [
    ...clues.map((clue) => clueInWords(clue, show)),
    ...(looksLike === null ? [] : [`showing “${show(looksLike)}”`]),
  ].join('; ');
}

function clueInWords({ kind, words, label, isSure, isNegated, photos }: Clue, show: (text: string) => string): string {
  const [asTyped, asRead] = [folded(words), folded(label)];
  const isPlain = asTyped.includes(asRead) || asRead.includes(asTyped);
  const remarks = [...(isPlain ? [] : [`“${show(words)}”`]), ...(photos === 0 ? ['no photo'] : [])];
  return [
    ...(isSure ? [] : ['maybe']),
    ...(isNegated ? ['not'] : []),
    WORDING[kind](show(label)),
    ...(remarks.length === 0 ? [] : [`(${remarks.join(': ')})`]),
  ].join(' ');
}
