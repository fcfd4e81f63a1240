/**
 * The query language, the same in every door: text to weighted terms and back. Pure.
 *
 *     query  = [sign] term {sign term}          horse + stripes
 *     sign   = "+" or "-" as a word of its own  apple - fruit
 *     term   = [weight ":"] content             2:golden retriever + ./pool.jpg - 0.5:people
 *     content: words, or "quoted words" in which signs and weights are only text ("" is one quotation mark);
 *              photo:ID; a picture's file (./ ../ ~/ C:\ or file: before it, or an absolute path with a photo's file
 *              ending); a picture's http(s) address.
 *
 * What is not written exactly so is text, so that prose is not misread: "t-shirt", "and/or", "at 10:30".
 */

import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { hasPhotoName } from '../../library/files/formats.ts';

export interface Term {
  /** Below 0: what the photos shall not be like. The size is between 0.001 and 1,000. */
  readonly weight: number;
  readonly kind: 'text' | 'photo' | 'file' | 'url';
  /** The words, the photo's id, the path as it was typed, or the address. */
  readonly value: string;
}

/** Never empty. */
export type Query = readonly Term[];

export interface ParseOptions {
  /**
   * Files and addresses of pictures may be terms. For the person at the machine alone: who may use them can have
   * picsift open any file and ask any server.
   */
  readonly allowPictures?: boolean | undefined;
}

/** No model's context reaches further: refused rather than silently cut to nonsense. */
const MAX_TEXT_CHARACTERS = 1_000;
/** No path and no address is longer. */
const MAX_QUERY_CHARACTERS = 5_000;
/** Each may cost a pass of the model. */
const MAX_TERMS = 20;
const WEIGHTS = { min: 0.001, max: 1_000 };

/** Also as phones and East Asian keyboards write them. */
const SIGNS: ReadonlyMap<string, 1 | -1> = new Map([
  ['+', 1],
  ['＋', 1],
  ['-', -1],
  ['−', -1],
  ['－', -1],
]);

/** Between words. */
const BLANK = String.raw`[\s\p{Cc}]`;
const WORD = String.raw`[^\s\p{Cc}]+`;
const outerBlanks = new RegExp(`^${BLANK}+|${BLANK}+$`, 'gu');
/** With a digit after the colon it is a time or a proportion: 10:30, 16:9. */
const WEIGHT = String.raw`([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?|[+-]?(?:NaN|Infinity)):(?!\d)`;
/** Ends where a word ends: in 'a "big" dog' and in '12" pizza' the marks are what they are in prose. */
const QUOTED = `(?:"(?:""|[^"])*"|[“„][^“”]*[“”])(?!${WORD})`;

const piece = new RegExp(`(?:${WEIGHT})?${QUOTED}|${WORD}`, 'gu');
const weightAtStart = new RegExp(`^${WEIGHT}${BLANK}*`, 'u');
const quotedAtStart = new RegExp(`^(?:${WEIGHT})?${QUOTED}`, 'u');
const opensQuote = new RegExp(`^(?:${WEIGHT})?["“„]`, 'u');
const whollyQuoted = /^(?:"((?:""|[^"])*)"|[“„]([^“”]*)[“”])$/u;

const PHOTO = /^photo:([a-z\d]+)$/i;
const ADDRESS = /^https?:\/\/\S+$/i;
const FILE = /^file:(?=[^\s\p{Cc}])/iu;
const RELATIVE_PATH = /^(?:\.{1,2}[\\/]|~[\\/]|[a-z]:[\\/])\S/i;
/** The id as `newKey` in catalog/photos.ts makes it: "photo:album covers" is prose. */
const NOT_ALONE = /^(?:https?:\/\/\S+|photo:[a-kmnp-z2-9]{10})\s/i;

/** @throws PicsiftError `bad-query`; the message tells the column, counted in characters from 1. */
export function parseQuery(text: string, { allowPictures = false }: ParseOptions = {}): Query {
  if (text.length > MAX_QUERY_CHARACTERS) throw tooLong(MAX_QUERY_CHARACTERS);
  const parts = split(text);
  if (parts.length > MAX_TERMS) {
    throw new PicsiftError('bad-query', `The query has more than ${MAX_TERMS} terms. Leave the least important out.`);
  }
  return parts.map((part) => parseTerm(text, part, allowPictures));
}

/** The query as it was understood, in one spelling: `parseQuery` makes the same terms of it. */
export function formatQuery(query: Query): string {
  const spelled = query.map(({ weight, kind, value }, index) => {
    const size = Math.abs(weight);
    const sign = weight < 0 ? '- ' : index > 0 ? '+ ' : '';
    return sign + withWeight(size === 1 ? '' : `${size}:`, spell(kind, value));
  });
  return spelled.join(' ');
}

/** A term as it was found: `text.slice(from, to)`. */
interface Part {
  readonly sign: 1 | -1;
  readonly from: number;
  readonly to: number;
}

function split(text: string): Part[] {
  const parts: Part[] = [];
  let sign: 1 | -1 = 1;
  let signAt: number | undefined;
  let from: number | undefined;
  let to = 0;
  for (const { 0: found, index } of text.matchAll(piece)) {
    const next = SIGNS.get(found);
    if (next === undefined) {
      from ??= index;
      to = index + found.length;
      continue;
    }
    if (from !== undefined) parts.push({ sign, from, to });
    else if (signAt !== undefined) throw problemAt(text, index, 'one sign follows another. Put words between them.');
    [sign, signAt, from] = [next, index, undefined];
  }
  if (from !== undefined) return [...parts, { sign, from, to }];
  if (signAt === undefined) {
    throw new PicsiftError('bad-query', 'The query is empty. Describe the photo, for example "dog on a beach".');
  }
  throw problemAt(text, signAt, 'nothing follows the sign. Write a term after it, as in "apple - fruit".');
}

function parseTerm(text: string, { sign, from, to }: Part, allowPictures: boolean): Term {
  const bad = (problem: string) => problemAt(text, from, problem);
  const whole = text.slice(from, to);
  const [prefix, number] = weightAtStart.exec(whole) ?? ['', '1'];
  const weight = Number(number!.replace(',', '.'));
  if (!(Math.abs(weight) >= WEIGHTS.min && Math.abs(weight) <= WEIGHTS.max)) {
    const range = `${WEIGHTS.min} to ${WEIGHTS.max}`;
    throw bad(`${safeText(number!, 20)} is no weight. Give one from ${range}, or put the term into quotation marks.`);
  }
  const { kind, value } = classify(unquoted(whole.slice(prefix.length), bad), bad);
  if (kind === 'text' && !/[^\p{Cf}\s]/u.test(value)) {
    throw bad('there is nothing to search for. Say what the photo shows, as in "2:dog on a beach".');
  }
  if (kind === 'text' && value.length > MAX_TEXT_CHARACTERS) throw tooLong(MAX_TEXT_CHARACTERS);
  if (!allowPictures && (kind === 'file' || kind === 'url')) {
    const what = kind === 'file' ? 'files' : 'addresses';
    throw bad(`${what} can be used on the command line only. Use words, or photo:ID with an id from a search.`);
  }
  return { weight: sign * weight, kind, value };
}

function unquoted(content: string, bad: (problem: string) => PicsiftError): string {
  const inside = whollyQuoted.exec(content);
  if (inside !== null) return inside[1]?.replaceAll('""', '"') ?? inside[2]!;
  if (opensQuote.test(content) && !quotedAtStart.test(content)) {
    throw bad('the quotation mark is never closed. Add the other one, or leave it out.');
  }
  return content;
}

function classify(content: string, bad: (problem: string) => PicsiftError): Omit<Term, 'weight'> {
  const words = fold(content);
  const photo = PHOTO.exec(words);
  if (photo !== null) return { kind: 'photo', value: photo[1]!.toLowerCase() };
  if (ADDRESS.test(words)) return { kind: 'url', value: words };
  // A path is its very characters: two blanks in a row, and accents as the disk has them.
  const path = content.replace(outerBlanks, '');
  if (FILE.test(path)) return { kind: 'file', value: path.replace(FILE, '') };
  if (isPath(path)) return { kind: 'file', value: path };
  if (NOT_ALONE.test(words)) throw bad('a photo or an address stands alone. Put " + " between it and the words.');
  return { kind: 'text', value: words };
}

function isPath(text: string): boolean {
  const words = fold(text);
  // "/find dogs" is something a person may write; "/photos/dogs.jpg" is not.
  return RELATIVE_PATH.test(words) || (words.startsWith('/') && hasPhotoName(words));
}

/** One spelling for what looks the same: composed characters, one blank between words, no half characters. */
function fold(words: string): string {
  return words
    .normalize('NFC')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function spell(kind: Term['kind'], value: string): string {
  if (kind === 'photo') return `photo:${value}`;
  return kind === 'file' && !isPath(value) ? `file:${value}` : value;
}

/** Quoted, where a part of the content would be read as something else. */
function withWeight(weight: string, content: string): string {
  const pieces = content.match(piece) ?? [];
  const isPlain =
    !whollyQuoted.test(content) &&
    !(weight === '' ? weightAtStart : /^\d/).test(content) &&
    pieces.every((each) => !SIGNS.has(each) && (!opensQuote.test(each) || quotedAtStart.test(each)));
  return weight + (isPlain ? content : `"${content.replaceAll('"', '""')}"`);
}

function problemAt(text: string, index: number, problem: string): PicsiftError {
  return new PicsiftError('bad-query', `Column ${Array.from(text.slice(0, index)).length + 1}: ${problem}`);
}

function tooLong(max: number): PicsiftError {
  return new PicsiftError('bad-query', `The query is longer than ${max} characters. Use a sentence or two.`);
}
