/** Translates text of the languages with spaces between words that are written in Latin letters. */

import { type Item, inOrder } from './arrange.ts';
import { type Concept, type SpacedLanguage, vocabularyOf } from './dictionary.ts';
import { isEnglish, pluralOf } from './english.ts';
import { reducedForms } from './inflections.ts';
import { type Word, wordsOf } from './words-of.ts';

const LANGUAGES: readonly SpacedLanguage[] = ['de', 'fr', 'es', 'it', 'pt', 'nl'];
const ROMANCE: ReadonlySet<SpacedLanguage> = new Set(['fr', 'es', 'it', 'pt']);

/** Letters that only some of the languages have. */
const LETTERS: Record<SpacedLanguage, RegExp> = {
  de: /[äöüß]/iu,
  fr: /[çœèêëîïûùàâ]/iu,
  es: /[ñ¿¡íóúá]/iu,
  it: /[èìòùà]/iu,
  pt: /[ãõçâêôáí]/iu,
  nl: /[ëï]|ij/iu,
};

interface Piece extends Item {
  readonly words: readonly Word[];
  /** How well it is known: 0 for a word that is left as it is. */
  readonly weight: number;
}

interface Reading {
  readonly pieces: readonly Piece[];
  readonly language: SpacedLanguage;
  readonly score: number;
}

const EXACT = 3;
const INFLECTED = 2.5;
const COMPOUND = 2;
const LONGEST_PHRASE = 5;

/** Translate a text that is evidently in one of the languages. */
export function fromSpaced(text: string): string | undefined {
  const words = wordsOf(text);
  if (words.every(({ plain }) => isEnglish(plain))) return undefined;
  const readings = LANGUAGES.map((language) => readIn(language, words, text)).filter(
    (reading) => reading !== undefined,
  );
  const best = readings.reduce<Reading | undefined>(
    (a, b) => (a === undefined || b.score > a.score ? b : a),
    undefined,
  );
  if (best === undefined) return undefined;
  return inOrder(best.pieces, ROMANCE.has(best.language) ? 'adjectives last' : 'english');
}

/** Read the words as words of a language. Undefined if they are evidently not. */
function readIn(language: SpacedLanguage, words: readonly Word[], text: string): Reading | undefined {
  const { bySort, phraseStarts } = vocabularyOf(language);
  const mayBe = ({ plain }: Word) =>
    !isEnglish(plain) && (phraseStarts.has(plain) || wordAt(plain, language) !== undefined);
  if (!words.some(mayBe)) return undefined;
  const pieces: Piece[] = [];
  for (let at = 0; at < words.length; at += pieces.at(-1)!.words.length) {
    const piece = pieceAt(words.slice(at), language);
    // "Pelota rosa" is a pink ball, not a ball and a rose.
    const mayBeAdjective = ROMANCE.has(language) && piece.sort === 'thing' && pieces.at(-1)?.sort === 'thing';
    const adjective = mayBeAdjective ? bySort.get(`quality ${words[at]!.plain}`) : undefined;
    pieces.push(piece.words.length === 1 && adjective !== undefined ? { ...piece, ...adjective } : piece);
  }
  const known = pieces.filter(({ weight }) => weight > 0);
  const foreign = known.filter((piece) => piece.words.some(({ plain }) => !isEnglish(plain)));
  const content = foreign.filter(({ sort }) => sort !== 'small');
  const unknown = pieces.filter(({ weight }) => weight === 0);
  const onlyEnglish = unknown.filter((piece) => isEnglish(piece.words[0]!.plain) && !/^\d/.test(piece.words[0]!.plain));
  const isMostly = content.length > 2 * onlyEnglish.length && foreign.length >= unknown.length;
  const isWhole = foreign.length > 0 && unknown.length === 0 && known.some(({ sort }) => sort !== 'small');
  if (!isMostly && !isWhole) return undefined;
  const points = known.reduce(
    (sum, { weight, sort, words }) => sum + weight * words.length * (sort === 'small' ? 0.5 : 1),
    0,
  );
  return { pieces, language, score: points - unknown.length + (LETTERS[language].test(text) ? 1 : 0) };
}

/** Read the longest phrase at the beginning of the words. */
function pieceAt(words: readonly Word[], language: SpacedLanguage): Piece {
  const [word] = words as [Word];
  const phrase = phraseAt(words, language);
  if (phrase !== undefined) return phrase;
  return { ...(wordAt(word.plain, language) ?? { english: word.word, sort: 'thing', weight: 0 }), words: [word] };
}

function wordAt(plain: string, language: SpacedLanguage): Meaning | undefined {
  return meaningOf(plain, language) ?? (isEnglish(plain) ? undefined : compound(plain, language));
}

/** Find a phrase of the dictionary. Its first word may be inflected: "árboles de navidad". */
function phraseAt(words: readonly Word[], language: SpacedLanguage): Piece | undefined {
  const { concepts, phraseStarts } = vocabularyOf(language);
  const [{ plain }] = words as [Word];
  const forms = [{ form: plain, isPlural: false }, ...reducedForms(plain, language)];
  for (const { form, isPlural } of forms.filter(({ form }) => phraseStarts.has(form))) {
    for (let length = Math.min(LONGEST_PHRASE, words.length); length > 1; length--) {
      const rest = words.slice(1, length).map((word) => word.plain);
      const concept = concepts.get([form, ...rest].join(' '));
      if (concept !== undefined) return { ...meaning(concept, isPlural), weight: EXACT, words: words.slice(0, length) };
    }
  }
  return undefined;
}

type Meaning = Omit<Piece, 'words'>;

/** Look up a word as it is written, or the word of which it is an inflection. */
function meaningOf(plain: string, language: SpacedLanguage): Meaning | undefined {
  const { concepts, bySort } = vocabularyOf(language);
  const exact = concepts.get(plain);
  if (exact !== undefined) return { ...exact, weight: EXACT };
  for (const { form, sort, isPlural } of reducedForms(plain, language)) {
    const concept = bySort.get(`${sort} ${form}`);
    if (concept !== undefined) return { ...meaning(concept, isPlural), weight: INFLECTED };
  }
  return undefined;
}

function meaning({ english, sort }: Concept, isPlural: boolean): Concept {
  return { english: isPlural && sort === 'thing' ? pluralOf(english) : english, sort };
}

const SHORTEST_PART = 3;
const MOST_PARTS = 3;
const LONGEST_COMPOUND = 40;
const LINKS = ['', 's', 'n', 'en', 'e', 'es', 'er', 'ens'];

/** German and Dutch write compounds as one word: "Geburtstagskuchen" is "birthday" and "cake". */
function compound(plain: string, language: SpacedLanguage, parts = MOST_PARTS): Meaning | undefined {
  if ((language !== 'de' && language !== 'nl') || parts < 2 || plain.length > LONGEST_COMPOUND) return undefined;
  for (let at = SHORTEST_PART; at <= plain.length - SHORTEST_PART; at++) {
    const first = firstPart(plain.slice(0, at), language, parts - 1);
    const last = first && meaningOf(plain.slice(at), language);
    if (first === undefined || last === undefined || last.sort === 'small') continue;
    return { english: `${first.english} ${last.english}`, sort: last.sort, weight: COMPOUND };
  }
  return undefined;
}

/** Find the first part of a compound, which is often joined by an ending, or a verb without its own. */
function firstPart(plain: string, language: SpacedLanguage, parts: number): Concept | undefined {
  const { concepts } = vocabularyOf(language);
  const forms = LINKS.filter((link) => plain.endsWith(link)).map((link) => plain.slice(0, plain.length - link.length));
  const found = [...forms, `${plain}e`, `${plain}en`]
    .filter((form) => form.length >= SHORTEST_PART)
    .map((form) => concepts.get(form))
    .find((concept) => concept !== undefined && concept.sort !== 'small');
  return found ?? compound(plain, language, parts);
}
