/** Names in filters -> what is called so in the library. */

import { PicsiftError } from '../../base/errors.ts';
import { folded } from '../../base/fold.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import type { ParsedFilters, PlainFilter } from './filters.ts';
import { type Circle, circleOf } from './geo-circle.ts';
import { nearNames } from './name-suggestions.ts';

/** Of a photo, all that is given has to fit. */
export interface Filter extends PlainFilter {
  /** Taken with any of these cameras: their whole names. */
  readonly cameras?: ReadonlySet<string>;
  /** Any of these photos, by id: those with all of the keywords. */
  readonly photos?: ReadonlySet<number>;
  readonly near?: Circle;
}

/** What may be searched: errors tell of nothing else. */
export interface FilterScope {
  /** The cameras of the photos in scope, by their whole names, the most used first. */
  cameras(): readonly string[];
  /** All keywords as they are written, even of photos out of scope: see `spelledKeywords`. */
  spelledKeywords(): readonly string[];
  /** Ids of the photos in scope that have any of these keywords, as they are written. */
  photosWith(keywords: readonly string[]): readonly number[];
}

const MOST_SUGGESTIONS = 5;
/** Suggested is only what is in scope, which takes a look into the catalog for each. */
const MOST_LOOKED_AT = 20;

/** @throws PicsiftError `bad-query` for a name that nothing has, with those that may have been meant. */
export function resolveFilters({ camera, keywords, near, ...plain }: ParsedFilters, scope: FilterScope): Filter {
  return {
    ...plain,
    ...(camera !== undefined && { cameras: camerasCalled(camera, scope.cameras()) }),
    ...(keywords.length > 0 && { photos: photosWithAll(keywords, scope) }),
    ...(near !== undefined && { near: circleOf(near) }),
  };
}

/** The cameras whose names have all the words: as whole words where there are such, so that "r5" is not the R50. */
function camerasCalled(wanted: string, cameras: readonly string[]): ReadonlySet<string> {
  const words = folded(wanted).split(' ');
  const having = (hasWord: (name: string, word: string) => boolean) =>
    cameras.filter((camera) => words.every((word) => hasWord(folded(camera), word)));
  const exactly = having((name, word) => name.split(' ').includes(word));
  const found = exactly.length > 0 ? exactly : having((name, word) => name.includes(word));
  if (found.length > 0) return new Set(found);
  const isLike = (camera: string) =>
    words.some((word) => nearNames(word, folded(camera).split(' '), (name) => name, 1).length > 0);
  throw unknown(`No photo here was taken with ${quoted(wanted)}.`, 'Cameras', [...cameras.filter(isLike), ...cameras]);
}

/** Keywords are the same whatever their capitals and accents. */
function photosWithAll(keywords: readonly string[], scope: FilterScope): ReadonlySet<number> {
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
