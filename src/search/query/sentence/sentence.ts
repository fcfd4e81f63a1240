/**
 * Reads the words of a query as a sentence: which of them are clues (a date, a place, a person, a kind of picture), which
 * only introduce others, and what is left for the model. Pure: what there is to find comes from finders.
 */

import { overlapsAny, type Span } from '../span.ts';
import { type Clue, chosen, type Finder, type Found, inContext, withoutClues } from './clues.ts';
import { isFunctionWord } from './function-words.ts';
import { isOccasionWord } from './occasion-words.ts';
import { quotationsIn, withoutMarks } from './quotations.ts';
import { textWithout } from './text-without.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface Sentence<Meaning> {
  readonly text: string;
  /** In order, without overlaps. */
  readonly clues: readonly Clue<Meaning>[];
  /** Words that only introduce others, such as "photos of". */
  readonly fillers: readonly Span[];
  /** Phrases in quotation marks, without the marks: the words of a name or a text, literally. */
  readonly quoted: readonly string[];
  /** The words in no sure clue, no filler and no quotation marks. Function words are left out. */
  readonly words: readonly Token[];
  /** What the model gets. The whole text if nothing else is left. */
  readonly looksLike: string;
  /** True if the model gets the whole text only because nothing is left, or words that only say that photos were taken. */
  readonly isOnlyClues: boolean;
}

/**
 * Read a sentence.
 * @param fillersOf finds the words that only introduce others.
 */
export function readSentence<Meaning>(
  text: string,
  finders: readonly Finder<Meaning>[],
  fillersOf: (text: string) => readonly Span[] = () => [],
): Sentence<Meaning> {
  const tokens = tokensOf(text);
  const quotations = quotationsIn(text);
  const isOutside = (span: Span) => !overlapsAny(span, quotations);

  const introducing = fillersOf(text).filter(isOutside);
  // "Can you find me" is not about Can.
  const isMeant = ({ start, end, isSure }: Found<Meaning>) =>
    isSure || !introducing.some((filler) => filler.start <= start && end <= filler.end);
  const findings: Found<Meaning>[] = [];
  for (const find of finders) findings.push(...find(text, tokens, findings));
  const found = chosen(findings.filter((each) => isOutside(each) && isMeant(each)));
  const fillers = introducing.flatMap((filler) => withoutClues(filler, found));
  const clues = inContext(found, tokens, fillers, quotations);

  const sure = clues.filter(({ isSure }) => isSure);
  const removed = [...sure, ...fillers];
  const said = tokens.filter((token) => !overlapsAny(token, removed) && !isFunctionWord(token.plain));
  const isOnOccasion = sure.length > 0 && said.every(({ plain }) => isOccasionWord(plain));
  const left = isOnOccasion ? undefined : textWithout(text, tokens, removed);
  return {
    text,
    clues,
    fillers,
    quoted: quotations.map(({ inside }) => inside).filter((inside) => inside !== ''),
    words: said.filter(isOutside),
    looksLike: withoutMarks(removed.length === 0 ? text : (left ?? text)),
    isOnlyClues: left === undefined && tokens.length > 0,
  };
}
