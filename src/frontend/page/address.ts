/** What the page shows, as its address says it: so reload, bookmarks, back and forward work. Pure. */

import { type Arguments, PAGE } from '../model/gallery-state.ts';

export interface Shown {
  /** The query; empty: the newest photos. */
  readonly words: string;
  /** Label of a folder, perhaps with a path below it. */
  readonly folder: string | undefined;
  /** Id of the photo that others should be like. */
  readonly like: string | undefined;
}

/** @param search as in `location.search`. */
export function shownAt(search: string): Shown {
  const parameters = new URLSearchParams(search);
  return {
    words: parameters.get('q')?.trim() ?? '',
    folder: parameters.get('folder') || undefined,
    like: parameters.get('like') || undefined,
  };
}

/** @returns a path with a query. */
export function addressOf({ words, folder, like }: Shown): string {
  const parameters = new URLSearchParams();
  if (words !== '') parameters.set('q', words);
  if (folder !== undefined) parameters.set('folder', folder);
  if (like !== undefined) parameters.set('like', like);
  return parameters.size === 0 ? '/' : `/?${parameters}`;
}

/** @returns the arguments of the search. */
export function argumentsOf({ words, folder, like }: Shown): Arguments {
  return {
    ...(words === '' ? {} : { query: words }),
    ...(folder === undefined ? {} : { folder }),
    ...(like === undefined ? {} : { similarTo: like }),
    limit: PAGE,
  };
}
