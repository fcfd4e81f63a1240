/** Finds the names of people in a sentence. Pure. */

import { folded } from '../../../base/fold.ts';
import { editsBetween } from '../../../base/name-suggestions.ts';
import { isFunctionWord } from '../sentence/function-words.ts';
import { isOrdinaryWord } from '../sentence/ordinary-words.ts';
import type { Finder, Found } from '../sentence/sentence.ts';
import { spellings } from '../sentence/spellings.ts';
import type { Token } from '../sentence/tokens.ts';

export interface PersonMeaning {
  readonly kind: 'person';
  /** The name as the library has it; the words of the query if they fit several names. */
  readonly label: string;
  /** In their stored spellings. */
  readonly names: readonly string[];
}

/** Names of more words are found by their words. */
const MOST_WORDS = 4;

/**
 * Make a finder of people.
 * @param names all names of people, in their stored spellings.
 * @param isKnown decides whether photos that the caller may know show any of these people.
 */
export function peopleFinder(
  names: readonly string[],
  isKnown: (names: readonly string[]) => boolean,
): Finder<PersonMeaning> {
  const people = names.map((name) => ({ name, plain: folded(name) }));
  const byName = grouped(people.map(({ name, plain }) => [plain, name]));
  const byWord = grouped(
    people.flatMap(({ name, plain }) => plain.split(' ').map((word): [string, string] => [word, name])),
  );
  const unspaced = people.filter(({ plain }) =>
    /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\s]/u.test(plain),
  );

  /** Find the names that some words stand for: whole names, words of names, then those with one typing error. */
  function namesOf(words: readonly Token[]): readonly string[] {
    const joined = byName.get(words.map((word) => word.joined ?? word.plain).join(' '));
    if (joined !== undefined && isKnown(joined)) return joined;
    const plain = words.map((word) => word.plain).join(' ');
    const whole = spellings(plain).flatMap((spelling) => byName.get(spelling) ?? []);
    if (whole.length > 0 && isKnown(whole)) return whole;
    const map = words.length > 1 ? byName : byWord;
    if (words.length === 1) {
      const parts = spellings(plain).flatMap((spelling) => byWord.get(spelling) ?? []);
      if (parts.length > 0 && isKnown(parts)) return parts;
    }
    const near = nearKeys(plain, map).flatMap((key) => map.get(key)!);
    return near.length > 0 && isKnown(near) ? near : [];
  }

  return (text, tokens) => {
    const found: Found<PersonMeaning>[] = [];
    for (const [index, { start, plain }] of tokens.entries()) {
      for (let count = isFunctionWord(plain) ? 2 : 1; count <= MOST_WORDS && index + count <= tokens.length; count++) {
        const words = tokens.slice(index, index + count);
        const named = namesOf(words);
        if (named.length === 0) continue;
        const end = words.at(-1)!.end;
        const label = named.length === 1 ? named[0]! : text.slice(start, end);
        const isSure = count > 1 || !isOrdinaryWord(plain);
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

/** "And" and "with" between names. */
const BETWEEN_NAMES: ReadonlySet<string> = new Set('and with und mit et avec y e con ed en met com'.split(' '));

/** "Rose and Anna": a name beside one that is sure is sure too. */
function besideSure(found: readonly Found<PersonMeaning>[], tokens: readonly Token[]): Found<PersonMeaning>[] {
  const sure = found.filter(({ isSure }) => isSure);
  const isBetween = (from: number, to: number) => {
    const between = tokens.filter(({ start, end }) => start >= from && end <= to);
    return between.length === 1 && BETWEEN_NAMES.has(between[0]!.plain);
  };
  const isBeside = ({ start, end }: Found<PersonMeaning>) =>
    sure.some((other) => isBetween(end, other.start) || isBetween(other.end, start));
  return found.map((each) => (each.isSure || !isBeside(each) ? each : { ...each, isSure: true }));
}

/** A name of five letters or more may have one typing error. */
const SHORTEST_WITH_ERROR = 5;

function nearKeys(plain: string, names: ReadonlyMap<string, unknown>): string[] {
  if (plain.length < SHORTEST_WITH_ERROR || /\d/.test(plain)) return [];
  return [...names.keys()].filter((name) => name.length >= SHORTEST_WITH_ERROR && editsBetween(plain, name, 1) === 1);
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
