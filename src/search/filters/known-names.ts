/** Names in filters -> what is called so in the library. */

import { PicsiftError } from '../../base/errors.ts';
import { folded } from '../../base/fold.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import { nearNames } from './name-suggestions.ts';

/** What may be searched: errors tell of nothing else. */
export interface KnownKeywords {
  /** All keywords as they are written, even of photos out of scope: see `spelledKeywords`. */
  spelledKeywords(): readonly string[];
  /** Ids of the photos in scope that have any of these keywords, as they are written. */
  photosWith(keywords: readonly string[]): readonly number[];
}

const MOST_SUGGESTIONS = 5;
/** Suggested is only what is in scope, which takes a look into the catalog for each. */
const MOST_LOOKED_AT = 20;

/**
 * The names that have all the words: as whole words where there are such, so that "r5" is not the R50.
 * @param names of the photos in scope, the most used first.
 * @param kind what they are names of: "Cameras".
 * @throws PicsiftError `bad-query` where there is none, with those that may have been meant.
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
 * The photos that have all of the keywords, by id. Keywords are the same whatever their capitals and accents.
 * @throws PicsiftError `bad-query` for one that no photo in scope has, with those that may have been meant.
 */
export function photosWithAll(keywords: readonly string[], scope: KnownKeywords): ReadonlySet<number> {
  const spelled = scope.spelledKeywords();
  const [first, ...others] = keywords.map((keyword) => {
    const photos = scope.photosWith(spelled.filter((each) => folded(each) === folded(keyword)));
    if (photos.length > 0) return new Set(photos);
    const like = nearNames(keyword, spelled, (name) => name, MOST_LOOKED_AT);
    const known = like.filter((each) => scope.photosWith([each]).length > 0);
    throw unknown(`No photo here has the keyword ${quoted(keyword)}.`, 'Keywords', known);
  });
  return new Set([...first!].filter((photo) => others.every((photos) => photos.has(photo))));
}

/** @param names what may have been meant, the likeliest first: texts from files, that nobody has looked over. */
function unknown(problem: string, kind: string, names: readonly string[]): PicsiftError {
  const some = [...new Set(names)].slice(0, MOST_SUGGESTIONS).map((name) => safeText(name, 40));
  const mend = some.length > 0 ? `${kind} here: ${some.join(', ')}.` : 'Leave it out, or try another.';
  return new PicsiftError('bad-query', `${problem} ${mend}`);
}
