/** What is done to a text before the tokenizer gets it, as when the model was trained. */

import type { TextRules } from './text-rules.ts';

/** Of ASCII only, as in Python's `string.punctuation`, which SigLIP's and OpenCLIP's code uses. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const BLANKS = /\p{White_Space}+/gu;

export function cleanText(text: string, { removePunctuation, joinBlanks, lowerCase }: TextRules): string {
  let clean = text;
  if (removePunctuation) clean = clean.replace(PUNCTUATION, '');
  if (joinBlanks) clean = clean.replace(BLANKS, ' ').replace(/^ | $/g, '');
  if (lowerCase) clean = clean.toLowerCase();
  return clean;
}
