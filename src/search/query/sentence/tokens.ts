/** Splits a text into words and remembers where each one stands. Pure. */

import { folded } from '../../../base/fold.ts';
import { ELIDED } from '../elided.ts';
import type { Span } from '../span.ts';

/** A word, without punctuation around it. */
export interface Token extends Span {
  /** As written. */
  readonly word: string;
  /** In the form in which words are compared, without an English genitive: "tom" for "Tom's". */
  readonly plain: string;
  /** With the article that is joined to it, as names have it: "laquila" for "L'Aquila", whose word is "Aquila". */
  readonly joined?: string;
}

/** Scripts without spaces between words; Korean has spaces. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** One segmenter knows the words of all these languages (Unicode Technical Report 29, with ICU's dictionaries). */
let segmenter: Intl.Segmenter | undefined;

const GENITIVE = /['’]s$/iu;
const ELISION = new RegExp(`^${ELIDED}['’](?=\\p{L}{2})`, 'iu');
/** Between words that are written without spaces: "anna,tom", "anna❤️tom". */
const SEPARATORS = /(?<=\p{L})[,;&+/](?=\p{L})|["“”„«»「」]|\p{Extended_Pictographic}/gu;
/** Zero-width spaces, marks of direction and soft hyphens, which texts from other programs contain. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;
const PUNCTUATION_AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** Split a text into its words, in order. Characters between words belong to none. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const spaced = text.replace(SEPARATORS, (sign) => ' '.repeat(sign.length));
  for (const { 0: run, index } of spaced.matchAll(/\S+/g)) {
    if (!WITHOUT_SPACES.test(run)) add(run, index);
    else for (const part of segmentsOf(run)) if (part.isWordLike) add(part.segment, index + part.index);
  }
  return tokens;

  function add(run: string, at: number): void {
    const whole = run.replace(PUNCTUATION_AROUND, '');
    const word = whole.replace(ELISION, '');
    if (word === '') return;
    const start = at + run.indexOf(whole) + whole.length - word.length;
    const plainOf = (written: string) => plainName(written.replace(GENITIVE, ''));
    const token = { start, end: start + word.length, word, plain: plainOf(word) };
    tokens.push(word === whole ? token : { ...token, joined: plainOf(whole) });
  }
}

/** Fold a name, without invisible characters. */
export function plainName(name: string): string {
  return folded(name.replace(INVISIBLE, ''));
}

/** Split a text without spaces into words: 東京の夜景 into 東京, の and 夜景. */
function segmentsOf(run: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  return segmenter.segment(run);
}
