/** Finds the names of people in a sentence. Pure. */

import { editsBetween } from '../../../base/name-suggestions.ts';
import type { Finder, Found } from '../sentence/clues.ts';
import { isFunctionWord } from '../sentence/function-words.ts';
import { beginAlike, spellings } from '../sentence/spellings.ts';
import { plainName, type Token } from '../sentence/tokens.ts';
import { overlapsAny } from '../span.ts';
import { isAlsoWord, isInThing } from './ordinary-names.ts';

export interface PersonMeaning {
  readonly kind: 'person';
  /** The name as the library has it; the words of the query if they fit several names. */
  readonly label: string;
  /** In their stored spellings. */
  readonly names: readonly string[];
}

interface Named {
  readonly names: readonly string[];
  /** False: with a typing error. */
  readonly isExact: boolean;
}

/** Names of more words are found by their words. */
const MOST_WORDS = 4;

interface Person {
  readonly name: string;
  /** Folded. */
  readonly plain: string;
}

export interface PeopleIndex {
  /** Names by all of their words, and by each one; folded. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly byWord: ReadonlyMap<string, readonly string[]>;
  /** Those in scripts without spaces, or with endings joined to them. */
  readonly unspaced: readonly Person[];
}

/** Prepare names for a search. @param names all names of people, in their stored spellings. */
export function peopleIndex(names: readonly string[]): PeopleIndex {
  const people = names.map((name) => ({ name, plain: plainName(name) }));
  const byName = grouped(people.map(({ name, plain }) => [plain, name]));
  const byWord = grouped(
    people.flatMap(({ name, plain }) => plain.split(' ').map((word): [string, string] => [word, name])),
  );
  const unspaced = people.filter(({ plain }) =>
    /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\s]/u.test(plain),
  );
  return { byName, byWord, unspaced };
}

/**
 * Make a finder of people.
 * @param isKnown decides whether photos that the caller may know show any of these people.
 */
export function peopleFinder(
  { byName, byWord, unspaced }: PeopleIndex,
  isKnown: (names: readonly string[]) => boolean,
): Finder<PersonMeaning> {
  /** Find the names that some words stand for: whole names, words of names, then those with one typing error. */
  function namesOf(words: readonly Token[], mayHaveError: boolean): Named {
    const joined = byName.get(words.map((word) => word.joined ?? word.plain).join(' '));
    if (joined !== undefined && isKnown(joined)) return { names: joined, isExact: true };
    const plain = words.map((word) => word.plain).join(' ');
    const whole = spellings(plain).flatMap((spelling) => byName.get(spelling) ?? []);
    if (whole.length > 0 && isKnown(whole)) return { names: whole, isExact: true };
    const map = words.length > 1 ? byName : byWord;
    if (words.length === 1) {
      const parts = spellings(plain).flatMap((spelling) => byWord.get(spelling) ?? []);
      if (parts.length > 0 && isKnown(parts)) return { names: parts, isExact: true };
    }
    const near = mayHaveError ? nearKeys(plain, map).flatMap((key) => map.get(key)!) : [];
    return { names: near.length > 0 && isKnown(near) ? near : [], isExact: false };
  }

  return (text, tokens, known) => {
    const found: Found<PersonMeaning>[] = [];
    const plainWords = tokens.map((token) => token.plain);
    for (const [index, { start, plain }] of tokens.entries()) {
      for (let count = isFunctionWord(plain) ? 2 : 1; count <= MOST_WORDS && index + count <= tokens.length; count++) {
        const words = tokens.slice(index, index + count);
        // "Paris" is the city, and not Parris, if photos were taken there.
        const { names: named, isExact } = namesOf(words, !words.every((word) => overlapsAny(word, known)));
        if (named.length === 0) continue;
        const end = words.at(-1)!.end;
        const label = named.length === 1 ? named[0]! : text.slice(start, end);
        const isSure =
          count > 1 ||
          (isExact ? !isOrdinary(plain) && !isInThing(plainWords, index) : plain.length >= SURE_WITH_ERROR);
        found.push({ start, end, isSure, meaning: { kind: 'person', label, names: named } });
      }
    }
    const unspacedFound = inUnspaced(text).filter(({ start }) => !found.some((other) => other.start === start));
    return besideSure([...found, ...unspacedFound], tokens);
  };

  /** Names in scripts without spaces, or with endings joined to them, are parts of longer words. */
  function inUnspaced(text: string): Found<PersonMeaning>[] {
    return unspaced.flatMap(({ name, plain }) => {
      const start = plain.length < 2 ? -1 : text.indexOf(name);
      if (start === -1 || !isKnown([name])) return [];
      const meaning = { kind: 'person', label: name, names: [name] } as const;
      return [{ start, end: start + name.length, isSure: true, meaning }];
    });
  }
}

/** "Roses" may be flowers as well. */
function isOrdinary(plain: string): boolean {
  return spellings(plain).some(isAlsoWord);
}

/** "And" and "with" between names. */
const BETWEEN_NAMES: ReadonlySet<string> = new Set('and with und mit et avec y e con ed en met com'.split(' '));

/** "Rose and Anna": a name beside one that is sure is sure too. */
function besideSure(found: readonly Found<PersonMeaning>[], tokens: readonly Token[]): Found<PersonMeaning>[] {
  const sure = found.filter(({ isSure }) => isSure);
  const [starts, ends] = [new Set(sure.map(({ start }) => start)), new Set(sure.map(({ end }) => end))];
  const isBetween = (token: Token | undefined) => token !== undefined && BETWEEN_NAMES.has(token.plain);
  const isBeside = ({ start, end }: Found<PersonMeaning>) => {
    const [first, last] = [
      tokens.findIndex((token) => token.start >= start),
      tokens.findLastIndex((token) => token.end <= end),
    ];
    const isBefore = isBetween(tokens[first - 1]) && ends.has(tokens[first - 2]?.end ?? -1);
    return isBefore || (isBetween(tokens[last + 1]) && starts.has(tokens[last + 2]?.start ?? -1));
  };
  return found.map((each) => (each.isSure || !isBeside(each) ? each : { ...each, isSure: true }));
}

/** A name of five letters or more may have one typing error. */
const SHORTEST_WITH_ERROR = 5;
/** Many short words are one letter away from a name: "denim" and Deniz. */
const SURE_WITH_ERROR = 6;

function nearKeys(plain: string, names: ReadonlyMap<string, unknown>): string[] {
  if (plain.length < SHORTEST_WITH_ERROR || /\d/.test(plain)) return [];
  const isNear = (name: string) =>
    name.length >= SHORTEST_WITH_ERROR && beginAlike(plain, name) && editsBetween(plain, name, 1) === 1;
  // "Man on" is not Manon.
  return [...names.keys()].filter((name) => isNear(name) && name.split(' ').length === plain.split(' ').length);
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
