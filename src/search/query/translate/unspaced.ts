/** Translates Japanese, Chinese and Korean: the dictionary says where a word ends. */

import { isUnspaced } from '../../../base/fold.ts';
import { type Item, inOrder, type WordOrder } from './arrange.ts';
import { type Concept, type Language, vocabularyOf } from './dictionary.ts';
import { wordsOf } from './words-of.ts';

type UnspacedLanguage = Extract<Language, 'ja' | 'zh' | 'ko'>;

const ORDERS: Record<UnspacedLanguage, WordOrder> = { ja: 'verb last', zh: 'links', ko: 'verb last' };

/** A word that was found in a text: its first `length` characters. */
interface Match {
  readonly length: number;
  readonly concept: Concept;
}

interface Piece extends Item {
  readonly length: number;
  readonly isKnown: boolean;
}

const LONGEST_WORD = 10;
/** What an unknown character costs, compared with a word. So the text is divided into few words that are known. */
const UNKNOWN_COST = 10;

/** Translate a text with characters of these languages. */
export function fromUnspaced(text: string): string | undefined {
  const readings = languagesOf(text).map((language) => ({ language, pieces: readIn(language, text) }));
  const known = readings.filter(({ pieces, language }) => isKnown(pieces, language));
  const [best] = known.sort((a, b) => costOf(a.pieces) - costOf(b.pieces));
  return best && (inOrder(best.pieces, ORDERS[best.language]) || undefined);
}

/** Han characters alone may be Chinese or Japanese. */
function languagesOf(text: string): UnspacedLanguage[] {
  if (/\p{Script=Hangul}/u.test(text)) return ['ko'];
  return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? ['ja'] : ['zh', 'ja'];
}

/** Decide whether most of a text is known: of its characters, or of Korean words. */
function isKnown(pieces: readonly Piece[], language: UnspacedLanguage): boolean {
  const sizeOf = ({ length }: Piece) => (language === 'ko' ? Math.min(length, 1) : length);
  const size = pieces.reduce((sum, piece) => sum + (piece.isKnown ? sizeOf(piece) : -sizeOf(piece)), 0);
  return size >= 0 && pieces.some((piece) => piece.isKnown && piece.sort !== 'small');
}

const costOf = (pieces: readonly Piece[]) =>
  pieces.reduce((sum, { isKnown, length }) => sum + (isKnown ? 1 : UNKNOWN_COST * length), 0);

function readIn(language: UnspacedLanguage, text: string): Piece[] {
  return wordsOf(text).flatMap(({ word, plain }) => {
    if (!isUnspaced(plain) && !vocabularyOf(language).concepts.has(plain)) return [unknown(word)];
    return language === 'ko' ? koreanWord(word, plain) : divided(plain, language);
  });
}

/** Korean joins particles to its words. */
const PARTICLES =
  /(?:에서|에게|한테|으로|이랑|까지|부터|들이|들은|들을|들의|들과|들도|들|이|가|은|는|을|를|의|에|와|과|도|로|하고|랑|만)$/;
const PARTICLE_MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:와|과|하고|이랑|랑|들과)$/, 'and'],
  [/^에서?$/, 'at'],
  // Only separates a subject or an object from what follows.
  [/^[이가은는을를도]$/, ''],
];

function koreanWord(word: string, plain: string): Piece[] {
  const whole = divided(plain, 'ko');
  const isWhole = whole.every((piece) => piece.isKnown);
  const [particle = ''] = PARTICLES.exec(plain) ?? [];
  const base = divided(plain.slice(0, plain.length - particle.length), 'ko');
  const isBase = base.length > 0 && base.every((piece) => piece.isKnown);
  if (!isBase || (isWhole && whole.length === 1)) return isWhole ? whole : [unknown(word)];
  const meant = PARTICLE_MEANINGS.find(([particles]) => particles.test(particle));
  return meant === undefined ? base : [...base, { english: meant[1], sort: 'small', length: 0, isKnown: true }];
}

const unknown = (word: string): Piece => ({ english: word, sort: 'thing', length: word.length, isKnown: false });

/** Divide characters into the fewest words of the dictionary. */
function divided(text: string, language: UnspacedLanguage): Piece[] {
  const best: { cost: number; pieces: Piece[] }[] = [{ cost: 0, pieces: [] }];
  for (let at = 0; at < text.length; at++) {
    const { cost, pieces } = best[at]!;
    const last = pieces.at(-1);
    const rest = last === undefined || last.isKnown ? pieces : pieces.slice(0, -1);
    add(at + 1, cost + UNKNOWN_COST, [...rest, unknown((rest === pieces ? '' : last!.english) + text[at])]);
    for (const { length, concept } of matchesAt(text, at, language))
      add(at + length, cost + 1, [...pieces, { ...concept, length, isKnown: true }]);
  }
  return best[text.length]!.pieces;

  function add(end: number, cost: number, pieces: Piece[]): void {
    if (best[end] === undefined || cost < best[end].cost) best[end] = { cost, pieces };
  }
}

function matchesAt(text: string, at: number, language: UnspacedLanguage): Match[] {
  const { concepts } = vocabularyOf(language);
  const matches: Match[] = [];
  for (let length = Math.min(LONGEST_WORD, text.length - at); length > 0; length--) {
    const part = text.slice(at, at + length);
    const exact = concepts.get(part);
    const concept = exact ?? verb(part, language);
    if (concept !== undefined) matches.push({ length, concept });
  }
  return matches;
}

/** A Japanese verb with an ending: the dictionary has 走る, and a text 走っている. */
const JAPANESE =
  /^(.+?)(?:って|んで|んだ|いて|いで|いた|いだ|して|した|った|て|た|[るくぐむぶぬうつすりきぎみびいちし])(?:いる|いた|います|る|た|ます|ました|ながら|たい)?$/;
/** Letters of a Korean ending: 달리다 is found as 달리는 and 달려요, which are other syllables. */
const MOST_ENDING_LETTERS = 7;
const SHORTEST_KOREAN_STEM = 2;

/** Look up an inflected verb. */
function verb(part: string, language: UnspacedLanguage): Concept | undefined {
  if (language === 'ja') {
    const stem = JAPANESE.exec(part)?.[1];
    return stem === undefined ? undefined : stemsOf('ja').get(stem);
  }
  if (language === 'zh' || part.length <= SHORTEST_KOREAN_STEM) return undefined;
  const letters = part.normalize('NFD');
  for (const [stem, concept] of stemsOf('ko'))
    if (letters.startsWith(stem) && letters.length <= stem.length + MOST_ENDING_LETTERS) return concept;
  return undefined;
}

const stems = new Map<UnspacedLanguage, ReadonlyMap<string, Concept>>();

/** Return the verbs without the ending of the plain form. Korean ones are divided into letters. */
function stemsOf(language: 'ja' | 'ko'): ReadonlyMap<string, Concept> {
  const known = stems.get(language);
  if (known !== undefined) return known;
  const found = new Map<string, Concept>();
  for (const [word, concept] of vocabularyOf(language).concepts) {
    if (concept.sort !== 'action') continue;
    const stem = word.replace(language === 'ja' ? /(?:する|[るくぐむぶぬうつす])$/ : /하?다$/, '');
    if (language === 'ja') found.set(stem, concept);
    else if (stem !== word && stem.length >= SHORTEST_KOREAN_STEM) found.set(stem.normalize('NFD'), concept);
  }
  stems.set(language, found);
  return found;
}
