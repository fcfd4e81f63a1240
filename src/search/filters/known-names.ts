/** Resolves names in filters to names and photos of the library. */

import { count } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import { folded } from '../../base/fold.ts';
import { nearNames } from '../../base/name-suggestions.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import type { NameList } from '../../catalog/metadata/name-lists.ts';
import type { TextMatches } from '../../catalog/text/text-matches.ts';

/** Names in scope. Errors must not reveal others. */
export interface KnownNames {
  /** All names of a list in their stored spelling, also those of photos out of scope: see `spelledNames`. */
  spelled(list: NameList): readonly string[];
  /** Ids of the photos in scope that have any of these names. @param names in their stored spelling. */
  photosWith(list: NameList, names: readonly string[]): readonly number[];
  /** Ids of the photos in scope that have a word in their title. */
  titled(word: string): readonly number[];
  /** Ids of the contents in scope with a word, or with consecutive words, in the picture. */
  saying(words: string): TextMatches;
  /** Number of pictures in scope that are still to be read for text. */
  unread(): number;
}

/** For messages: "No photo here " and the first text, such as "was taken with"; the second names the kind: "Cameras". */
export type NameTerms = readonly [string, string];

/** Decides whether a name is the wanted one. Both are folded. */
type NameTest = (name: string, wanted: string) => boolean;

const hasWords: NameTest = (name, wanted) => wanted.split(' ').every((word) => name.split(' ').includes(word));
const hasParts: NameTest = (name, wanted) => wanted.split(' ').every((word) => name.includes(word));

const LISTS: Readonly<Record<NameList, { readonly terms: NameTerms; readonly tests: readonly NameTest[] }>> = {
  keyword: { terms: ['has the keyword', 'Keywords'], tests: [(name, wanted) => name === wanted] },
  // The first name is enough.
  person: { terms: ['shows', 'People'], tests: [hasWords, hasParts] },
};

const MOST_SUGGESTIONS = 5;
/** Only names in scope are suggested. Checking each costs a query of the catalog. */
const MOST_CHECKED = 20;

/**
 * Find the names that contain all wanted words. Whole words win, so that "r5" does not match the R50.
 * @param names names in scope, the most used first.
 * @throws PicsiftError `bad-query` with suggestions if no name matches.
 */
export function namesCalled(wanted: string, names: readonly string[], terms: NameTerms): ReadonlySet<string> {
  for (const test of [hasWords, hasParts]) {
    const found = names.filter((name) => test(folded(name), folded(wanted)));
    if (found.length > 0) return new Set(found);
  }
  throw unknown(wanted, terms, [...names.filter((name) => isLike(name, wanted)), ...names]);
}

/**
 * Find the ids of the photos that have all names of a list. Case and accents of names do not matter.
 * @throws PicsiftError `bad-query` with suggestions if no photo in scope has one of them.
 */
export function photosWithAll(list: NameList, wanted: readonly string[], scope: KnownNames): ReadonlySet<number> {
  const { terms, tests } = LISTS[list];
  const spelled = scope.spelled(list).map((name) => ({ name, plain: folded(name) }));
  const found = wanted.map((text) => {
    for (const test of tests) {
      const names = spelled.filter(({ plain }) => test(plain, folded(text))).map(({ name }) => name);
      const photos = scope.photosWith(list, names);
      if (photos.length > 0) return photos;
    }
    const like = [
      ...nearNames(text, spelled, ({ plain }) => plain, MOST_CHECKED),
      ...spelled.filter(({ name }) => tests.length > 1 && isLike(name, text)).slice(0, MOST_CHECKED),
    ];
    const known = like.map(({ name }) => name).filter((name) => scope.photosWith(list, [name]).length > 0);
    throw unknown(text, terms, known);
  });
  return inAll(found);
}

/**
 * Find the ids of the photos that have all these words in their title.
 * @throws PicsiftError `bad-query` if no photo in scope has one of them.
 */
export function photosTitled(words: string, scope: KnownNames): ReadonlySet<number> {
  const found = folded(words)
    .split(' ')
    .map((word) => {
      const photos = scope.titled(word);
      if (photos.length > 0) return photos;
      throw unknown(word, ['has a title with', 'Titles'], []);
    });
  return inAll(found);
}

/**
 * Find the ids of the contents with all these words in the picture. A reading error is assumed only if a word is nowhere.
 * @throws PicsiftError `bad-query` if no photo in scope has one of them.
 */
export function contentsSaying(words: readonly string[], scope: KnownNames): ReadonlySet<number> {
  // The reader may have missed the space after a word that is too short to be found as a part.
  const together = words.length > 1 ? scope.saying(words.join(' ')) : undefined;
  const joined = together === undefined ? [] : [...together.whole, ...together.part];
  const found = words.map((word) => {
    const { whole, part, near } = scope.saying(word);
    const exact = [...whole, ...part];
    if (exact.length + near.length + joined.length > 0) return exact.length > 0 ? exact : near;
    throw unknownText(word, scope.unread());
  });
  return new Set([...inAll(found), ...joined]);
}

function inAll(lists: readonly (readonly number[])[]): ReadonlySet<number> {
  const [first = [], ...others] = lists;
  const sets = others.map((photos) => new Set(photos));
  return new Set(first.filter((photo) => sets.every((photos) => photos.has(photo))));
}

/** Decide whether a word of the name is similar to a wanted word. */
function isLike(name: string, wanted: string): boolean {
  const parts = folded(name).split(' ');
  return folded(wanted)
    .split(' ')
    .some((word) => nearNames(word, parts, (part) => part, 1).length > 0);
}

function unknownText(word: string, unread: number): PicsiftError {
  const more = `Text is still to be read in ${count(unread, 'picture')}: picsift index does it.`;
  const fix = unread > 0 ? more : 'Leave it out, or try another.';
  return new PicsiftError('bad-query', `No photo here has the text ${quoted(word)}. ${fix}`);
}

/** @param names suggestions, the most likely first. They come from files, so they are untrusted text. */
function unknown(wanted: string, [has, kind]: NameTerms, names: readonly string[]): PicsiftError {
  const some = [...new Set(names)].slice(0, MOST_SUGGESTIONS).map((name) => safeText(name, 40));
  const fix = some.length > 0 ? `${kind} here: ${some.join(', ')}.` : 'Leave it out, or try another.';
  return new PicsiftError('bad-query', `No photo here ${has} ${quoted(wanted)}. ${fix}`);
}
