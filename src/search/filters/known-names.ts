/** Resolves names in filters to names and photos of the library. */

import { PicsiftError } from '../../base/errors.ts';
import { folded } from '../../base/fold.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import { nearNames } from './name-suggestions.ts';

/** Keywords in scope. Errors must not reveal others. */
export interface KnownKeywords {
  /** All keywords in their stored spelling, also those of photos out of scope: see `spelledKeywords`. */
  spelledKeywords(): readonly string[];
  /** Ids of the photos in scope that have any of these keywords. @param keywords in their stored spelling. */
  photosWith(keywords: readonly string[]): readonly number[];
}

const MOST_SUGGESTIONS = 5;
/** Only keywords in scope are suggested. Checking each costs a query of the catalog. */
const MOST_CHECKED = 20;

/**
 * Find the names that contain all wanted words. Whole words win, so that "r5" does not match the R50.
 * @param names names in scope, the most used first.
 * @param kind what the names are, for messages: "Cameras".
 * @throws PicsiftError `bad-query` with suggestions if no name matches.
 */
export function namesCalled(wanted: string, names: readonly string[], kind: string): ReadonlySet<string> {
  const words = folded(wanted).split(' ');
  const having = (hasWord: (name: string, word: string) => boolean) =>
    names.filter((name) => words.every((word) => hasWord(folded(name), word)));
  const exactly = having((name, word) => name.split(' ').includes(word));
  const found = exactly.length > 0 ? exactly : having((name, word) => name.includes(word));
  if (found.length > 0) return new Set(found);
  const isLike = (name: string) =>
    words.some((word) => nearNames(word, folded(name).split(' '), (part) => part, 1).length > 0);
  throw unknown(`No photo here was taken with ${quoted(wanted)}.`, kind, [...names.filter(isLike), ...names]);
}

/**
 * Find the ids of the photos that have all keywords. Case and accents of keywords do not matter.
 * @throws PicsiftError `bad-query` with suggestions if no photo in scope has one of them.
 */
export function photosWithAll(keywords: readonly string[], scope: KnownKeywords): ReadonlySet<number> {
  const spelled = scope.spelledKeywords();
  const [first, ...others] = keywords.map((keyword) => {
    const photos = scope.photosWith(spelled.filter((each) => folded(each) === folded(keyword)));
    if (photos.length > 0) return new Set(photos);
    const like = nearNames(keyword, spelled, (name) => name, MOST_CHECKED);
    const known = like.filter((each) => scope.photosWith([each]).length > 0);
    throw unknown(`No photo here has the keyword ${quoted(keyword)}.`, 'Keywords', known);
  });
  return new Set([...first!].filter((photo) => others.every((photos) => photos.has(photo))));
}

/** @param names suggestions, the most likely first. They come from files, so they are untrusted text. */
function unknown(problem: string, kind: string, names: readonly string[]): PicsiftError {
  const some = [...new Set(names)].slice(0, MOST_SUGGESTIONS).map((name) => safeText(name, 40));
  const fix = some.length > 0 ? `${kind} here: ${some.join(', ')}.` : 'Leave it out, or try another.';
  return new PicsiftError('bad-query', `${problem} ${fix}`);
}
