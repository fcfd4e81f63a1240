/** The parts of a query that may be the name of a place, and the names that a misspelled word may mean. Pure. */

import { placesNamed } from '../../../library/places/name-table.ts';
import { isOrdinaryWord } from '../../../library/places/ordinary-words.ts';
import type { Token } from '../sentence/tokens.ts';
import type { Span } from '../span.ts';

export type Word = Omit<Token, 'word'>;

export interface NameSpan extends Span {
  /** Folded. */
  readonly name: string;
  /** False: the name is only a part of a word in a script without spaces. */
  readonly isWhole: boolean;
}

/** "Provence Alpes Côte d Azur": no name that people type has more words. */
const MOST_WORDS = 5;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const BETWEEN_UNSPACED =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]) (?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])/gu;

/** Most characters of a name in a script without spaces, and of a text that is searched for such names. */
const LONGEST_UNSPACED = 10;
const LONGEST_RUN = 200;

/** Particles at the end of a Korean word: 베네치아에서 is "in Venice". */
const KOREAN_PARTICLE =
  /(?<=[\p{Script=Hangul}]{2})(?:에서의|에서|에게|으로|까지|부터|로|에|의|은|는|이|가|을|를|과|와|도)$/u;
/** "Italienurlaub", "Ostsee-Reise": German joins these words to the name of a place. */
const GERMAN_TRIP = /(?<=\p{L}{4}) ?(?:urlaub|reise|reisen|ferien|trip|tour|bilder|fotos)$/u;

/** "Venedigs Brücken". */
const GENITIVE = /(?<=[a-z]{5})s$/u;

/** List the sequences of words that may be a name. */
export function spansOf(words: readonly Word[]): NameSpan[] {
  const sequences = words.flatMap((first, index) =>
    words.slice(index, index + MOST_WORDS).flatMap((last, more) => {
      const { start } = first;
      const { end } = last;
      const parts = words.slice(index, index + more + 1);
      const name = parts
        .map(({ plain }) => plain)
        .join(' ')
        .replace(BETWEEN_UNSPACED, '');
      const names = [name, ...(parts.some(({ joined }) => joined) ? [joinedName(parts)] : [])];
      return [
        ...names.map((each) => ({ start, end, name: each, isWhole: true })),
        ...(more === 0 ? stemsOf(first) : []),
      ];
    }),
  );
  return [...sequences, ...runsOf(words).flatMap(namesIn)];
}

/** "Côte d'Azur", "L'Aquila". */
function joinedName(words: readonly Word[]): string {
  return words.map(({ plain, joined = plain }) => joined).join(' ');
}

/** List the names that a single word may contain. */
function stemsOf({ start, end, plain }: Word): NameSpan[] {
  const stems = [KOREAN_PARTICLE, GERMAN_TRIP].map((ending) => plain.replace(ending, ''));
  const genitive = plain.replace(GENITIVE, '');
  if (genitive !== plain && !isOrdinaryWord(genitive)) stems.push(genitive);
  return stems.filter((stem) => stem !== plain).map((name) => ({ start, end, name, isWhole: true }));
}

/** Group the words of scripts without spaces that follow each other immediately. */
function runsOf(words: readonly Word[]): Word[][] {
  const runs: Word[][] = [];
  for (const word of words) {
    if (!UNSPACED.test(word.plain)) continue;
    const run = runs.at(-1);
    if (run?.at(-1)?.end === word.start) run.push(word);
    else runs.push([word]);
  }
  return runs;
}

/**
 * Find names in a text without spaces, the longest from the left: 東京 and not 京都 in 東京都庁. The words of such a text are a
 * guess, and 越南河内 is not divided into Vietnam and Hanoi.
 */
function namesIn(run: readonly Word[]): NameSpan[] {
  const text = run.map(({ plain }) => plain).join('');
  const start = run[0]!.start;
  // Folding may change the number of characters.
  if (text.length !== run.at(-1)!.end - start) return [];
  const found: NameSpan[] = [];
  for (let at = 0; at < Math.min(text.length, LONGEST_RUN) - 1; ) {
    let length = Math.min(LONGEST_UNSPACED, text.length - at);
    while (length > 1 && placesNamed(text.slice(at, at + length)).length === 0) length--;
    if (length > 1) {
      found.push({ start: start + at, end: start + at + length, name: text.slice(at, at + length), isWhole: false });
    }
    at += length;
  }
  return found;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz ';
/** Shorter words are one letter away from too many names. */
const SHORTEST_MISSPELLED = 5;
/** No name that people type is longer. */
const LONGEST_MISSPELLED = 40;

export interface NearSpellings {
  /** What all of them begin with, as the word itself does. */
  readonly beginning: string;
  readonly names: readonly string[];
}

/**
 * List all texts that are one insertion, deletion, replacement or swap of neighbouring letters away from a Latin word,
 * by the letter that is wrong. Looking them up takes less time than comparing the word with every name. The first letter
 * stays: people rarely get it wrong, and "woman" does not mean Oman.
 */
export function* nearSpellings(word: string): Generator<NearSpellings> {
  if (word.length < SHORTEST_MISSPELLED || word.length > LONGEST_MISSPELLED || !/^[a-z ]+$/.test(word)) return;
  const listed = new Set([word]);
  for (let at = 1; at <= word.length; at++) {
    const names = new Set<string>();
    const [beginning, after] = [word.slice(0, at), word.slice(at)];
    for (const letter of LETTERS) {
      names.add(beginning + letter + after);
      names.add(beginning + letter + after.slice(1));
    }
    names.add(beginning + after.slice(1));
    if (after.length > 1) names.add(beginning + after[1] + after[0] + after.slice(2));
    yield { beginning, names: [...names].filter((name) => !listed.has(name)) };
    for (const name of names) listed.add(name);
  }
}
