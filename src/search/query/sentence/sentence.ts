/**
 * Reads the words of a query as a sentence: which of them are clues (a date, a place, a person, a kind of picture), which
 * only introduce others, and what is left for the model. Pure: what there is to find comes from finders.
 */

import { overlaps, overlapsAny, type Span } from '../span.ts';
import { isFunctionWord } from './function-words.ts';
import { isIntroduced, isLocated } from './introduced.ts';
import { negations } from './negated.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Something that a finder has found in a text. */
export interface Found<Meaning> extends Span {
  readonly meaning: Meaning;
  /** False: the words often mean something else. They also stay in what the model gets. */
  readonly isSure: boolean;
  /** True: the name of a place, which is sure behind a word such as "in". */
  readonly mayBeLocated?: boolean;
}

/**
 * Finds what the words of a text may mean. The results may overlap.
 * @param known what the finders before this one have found.
 */
export type Finder<Meaning> = (
  text: string,
  tokens: readonly Token[],
  known: readonly Span[],
) => readonly Found<Meaning>[];

/** A part of the sentence that says something about a photo besides what it shows. */
export interface Clue<Meaning> extends Span {
  /** One or more: "Paris" may be a place and a person. A photo meets the clue if it meets any of them. */
  readonly meanings: readonly Meaning[];
  readonly isSure: boolean;
  /** See `Found`. */
  readonly mayBeLocated: boolean;
  /** True: photos that do not meet it are meant. */
  readonly isNegated: boolean;
}

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
  /** True if the model gets the whole text only because nothing is left. */
  readonly isOnlyClues: boolean;
}

/** Straight marks, and those that phones and East Asian keyboards produce. They stand around whole words. */
const QUOTED = /(?<!\S)(?:"([^"]+)"|[“„]([^“”]+)[“”]|「([^」]+)」|«([^»]+)»)(?![\p{L}\p{N}])/gu;

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
  const marked = [...text.matchAll(QUOTED)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    inside: (match[1] ?? match[2] ?? match[3] ?? match[4])!.trim(),
  }));
  const outside = (span: Span) => !overlapsAny(span, marked);
  const findings: Found<Meaning>[] = [];
  for (const find of finders) findings.push(...find(text, tokens, findings));
  const found = cluesOf(findings.filter(outside));
  const fillers = fillersOf(text)
    .filter(outside)
    .flatMap((filler) => withoutClues(filler, found));
  const isSure = (clue: Clue<Meaning>) =>
    clue.isSure || isIntroduced(clue, fillers, tokens) || isLocated(clue, found, tokens);
  const clues = withNegations(
    found.map((clue) => ({ ...clue, isSure: isSure(clue) })),
    (all) => negations(all, tokens, [...marked, ...fillers]),
  );
  const removed = [...clues.filter(({ isSure }) => isSure), ...fillers];
  const isLeft = (token: Token) => !overlapsAny(token, removed);
  const left = tokens.filter(isLeft);
  const shown = removed.length === 0 ? left : trimmed(left.filter((token) => !introduces(token)));
  /** "at" in "the cake at Tom's birthday", if the name is removed. */
  function introduces(token: Token): boolean {
    const next = tokens[tokens.indexOf(token) + 1];
    return isFunctionWord(token.plain) && next !== undefined && (!isLeft(next) || introduces(next));
  }
  const isOnlyClues = !shown.some(({ plain }) => !isFunctionWord(plain));
  return {
    text,
    clues,
    fillers,
    quoted: marked.map(({ inside }) => inside).filter((inside) => inside !== ''),
    words: left.filter((token) => outside(token) && !isFunctionWord(token.plain)),
    looksLike: isOnlyClues || removed.length === 0 ? plainText(text) : textOf(text, shown, isLeft, tokens),
    isOnlyClues: isOnlyClues && tokens.length > 0,
  };
}

/** Choose among overlapping findings: the longest ones, then the sure ones. Those of the same words are one clue. */
function cluesOf<Meaning>(found: readonly Found<Meaning>[]): Clue<Meaning>[] {
  const clues: (Clue<Meaning> & { meanings: Meaning[]; mayBeLocated: boolean })[] = [];
  const byLength = [...found].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || Number(b.isSure) - Number(a.isSure),
  );
  for (const { start, end, meaning, isSure, mayBeLocated = false } of byLength) {
    const same = clues.find((clue) => clue.start === start && clue.end === end);
    if (same !== undefined) {
      same.meanings.push(meaning);
      same.mayBeLocated ||= mayBeLocated;
    } else if (!overlapsAny({ start, end }, clues))
      clues.push({ start, end, meanings: [meaning], isSure, mayBeLocated, isNegated: false });
  }
  return clues.sort((a, b) => a.start - b.start);
}

/** "Without rose" may be without a flower: then it is no clue, and its words stay. */
function withNegations<Meaning>(
  clues: readonly Clue<Meaning>[],
  negationsOf: (clues: readonly Span[]) => readonly (Span | undefined)[],
): Clue<Meaning>[] {
  const spans = negationsOf(clues);
  return clues.flatMap((clue, index) => {
    const span = spans[index];
    if (span === undefined) return [clue];
    return clue.isSure ? [{ ...clue, ...span, isNegated: true }] : [];
  });
}

/** "Photos of" of "photos of yesterday" is "photos", because "of yesterday" is the date. */
function withoutClues(filler: Span, clues: readonly Span[]): Span[] {
  const over = clues.filter((clue) => overlaps(clue, filler));
  const start = Math.max(filler.start, ...over.filter((clue) => clue.start <= filler.start).map(({ end }) => end));
  const end = Math.min(filler.end, ...over.map((clue) => clue.start).filter((other) => other >= start));
  return start < end ? [{ start, end }] : [];
}

/** Drop function words at both ends: "at the beach with" is "beach". */
function trimmed(tokens: readonly Token[]): readonly Token[] {
  const isContent = ({ plain }: Token) => !isFunctionWord(plain);
  const first = tokens.findIndex(isContent);
  return first === -1 ? [] : tokens.slice(first, tokens.findLastIndex(isContent) + 1);
}

/** Join the words that are left. Neighbours keep the characters between them. */
function textOf(
  text: string,
  shown: readonly Token[],
  isLeft: (token: Token) => boolean,
  tokens: readonly Token[],
): string {
  const parts: string[] = [];
  let last: Token | undefined;
  for (const token of shown) {
    const between = last && tokens.slice(tokens.indexOf(last) + 1, tokens.indexOf(token));
    const isNeighbour = last !== undefined && between!.every(isLeft);
    if (last !== undefined) parts.push(isNeighbour ? text.slice(last.end, token.start) : ' ');
    parts.push(text.slice(token.start, token.end));
    last = token;
  }
  return plainText(parts.join(''));
}

/** Remove the quotation marks, and spaces around the text. */
function plainText(text: string): string {
  const plain = text.replace(QUOTED, (_, ...inside) => inside.slice(0, 4).find((part) => part !== undefined));
  return plain.replace(/\s+/g, ' ').trim() || text;
}
