/**
 * The query language, the same in every door: converts text to weighted terms and back. Pure.
 *
 *     query  = [sign] term {sign term}          horse + stripes
 *     sign   = "+" or "-" as a separate word    apple - fruit
 *     term   = [weight ":"] content             2:golden retriever + ./pool.jpg - 0.5:people
 *     content: words, or "quoted words", which are meant literally (signs and weights too; "" is one quotation mark);
 *              photo:ID; the file of a picture (begins with ./ ../ ~/ C:\ or file:, or is an absolute path with the
 *              file extension of a photo); the http(s) address of a picture.
 *
 * Everything else is text, so that prose is not misread: "t-shirt", "and/or", "at 10:30".
 */

import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { hasPhotoName } from '../../library/files/formats.ts';

export interface Term {
  /** Below 0: the photos must be unlike the term. The absolute value is from 0.001 to 1,000. */
  readonly weight: number;
  readonly kind: 'text' | 'photo' | 'file' | 'url';
  /** The words, the photo's id, the path as typed, or the address. */
  readonly value: string;
  /** The words are in quotation marks: they are meant literally. */
  readonly quoted?: true;
}

/** Never empty. */
export type Query = readonly Term[];

export interface ParseOptions {
  /**
   * Allow files and addresses of pictures as terms. Only for the person at the machine: such a query makes picsift open
   * any file and contact any server.
   */
  readonly allowPictures?: boolean | undefined;
}

/** No model has a longer context. A longer text is refused instead of silently cut. */
const MAX_TEXT_CHARACTERS = 1_000;
/** Longer than any path or address. */
const MAX_QUERY_CHARACTERS = 5_000;
/** Each term may need a run of the model. */
const MAX_TERMS = 20;
const WEIGHTS = { min: 0.001, max: 1_000 };

/** Includes the characters that phones and East Asian keyboards produce. */
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
/** Not a weight if a digit follows the colon: that is a time or a ratio (10:30, 16:9). */
const WEIGHT = String.raw`([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?|[+-]?(?:NaN|Infinity)):(?!\d)`;
/** The closing mark must end a word. In 'a "big" dog' and in '12" pizza' the marks are ordinary text. */
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
/** Matches only ids as `newKey` in catalog/photos.ts makes them: "photo:album covers" is prose. */
const NOT_ALONE = /^(?:https?:\/\/\S+|photo:[a-kmnp-z2-9]{10})\s/i;

/** Parse a query. @throws PicsiftError `bad-query`; the message has the column, counted in characters from 1. */
export function parseQuery(text: string, { allowPictures = false }: ParseOptions = {}): Query {
  if (text.length > MAX_QUERY_CHARACTERS) throw tooLong(MAX_QUERY_CHARACTERS);
  const parts = split(text);
  if (parts.length > MAX_TERMS) {
    throw new PicsiftError('bad-query', `The query has more than ${MAX_TERMS} terms. Leave the least important out.`);
  }
  return parts.map((part) => parseTerm(text, part, allowPictures));
}

/** Write a query in its canonical form. `parseQuery` turns it into the same terms. */
export function formatQuery(query: Query): string {
  const spelled = query.map(({ weight, kind, value, quoted = false }, index) => {
    const size = Math.abs(weight);
    const sign = weight < 0 ? '- ' : index > 0 ? '+ ' : '';
    return sign + withWeight(size === 1 ? '' : `${size}:`, spell(kind, value), quoted);
  });
  return spelled.join(' ');
}

/** Position of a term: `text.slice(from, to)`. */
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
    else if (signAt !== undefined) throw problemAt(text, index, 'two signs follow each other. Put words between them.');
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
    throw bad(
      `${safeText(number!, 20)} is not a weight. Give one from ${range}, or put the term into quotation marks.`,
    );
  }
  const content = whole.slice(prefix.length);
  const { kind, value } = classify(unquoted(content, bad), bad);
  if (kind === 'text' && !/[^\p{Cf}\s]/u.test(value)) {
    throw bad('there is nothing to search for. Say what the photo shows, as in "2:dog on a beach".');
  }
  if (kind === 'text' && value.length > MAX_TEXT_CHARACTERS) throw tooLong(MAX_TEXT_CHARACTERS);
  if (!allowPictures && (kind === 'file' || kind === 'url')) {
    const what = kind === 'file' ? 'files' : 'addresses';
    throw bad(`${what} can be used on the command line only. Use words, or photo:ID with an id from a search.`);
  }
  const quoted = kind === 'text' && whollyQuoted.test(content);
  return { weight: sign * weight, kind, value, ...(quoted && { quoted }) };
}

function unquoted(content: string, bad: (problem: string) => PicsiftError): string {
  const inside = whollyQuoted.exec(content);
  if (inside !== null) return inside[1]?.replaceAll('""', '"') ?? inside[2]!;
  if (opensQuote.test(content) && !quotedAtStart.test(content)) {
    throw bad('the closing quotation mark is missing. Add it, or leave the opening one out.');
  }
  return content;
}

function classify(content: string, bad: (problem: string) => PicsiftError): Omit<Term, 'weight'> {
  const words = fold(content);
  const photo = PHOTO.exec(words);
  if (photo !== null) return { kind: 'photo', value: photo[1]!.toLowerCase() };
  if (ADDRESS.test(words)) return { kind: 'url', value: words };
  // A path keeps its exact characters: repeated blanks, and accents as on the disk.
  const path = content.replace(outerBlanks, '');
  if (FILE.test(path)) return { kind: 'file', value: path.replace(FILE, '') };
  if (isPath(path)) return { kind: 'file', value: path };
  if (NOT_ALONE.test(words))
    throw bad('a photo or an address is a term of its own. Put " + " between it and the words.');
  return { kind: 'text', value: words };
}

function isPath(text: string): boolean {
  const words = fold(text);
  // A person may write "/find dogs" as prose, but not "/photos/dogs.jpg".
  return RELATIVE_PATH.test(words) || (words.startsWith('/') && hasPhotoName(words));
}

/** Normalise text: composed characters, one blank between words, no lone surrogates. */
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

/** Join weight and content. Quotes the content if a part of it would be parsed as something else. */
function withWeight(weight: string, content: string, quoted: boolean): string {
  const pieces = content.match(piece) ?? [];
  const isPlain =
    !quoted &&
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
