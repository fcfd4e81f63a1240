/** The address at which a browser opens the page. */

import type { Keys } from '../access/keys.ts';

export interface Shown {
  /** Label of the folder to show. */
  readonly folder?: string | undefined;
  /** What to search for. */
  readonly words?: string | undefined;
}

/** Make an address with a token that is good for one visit. The page reads `q` and `folder`. */
export function pageAddress(origin: string, keys: Pick<Keys, 'invite'>, { folder, words }: Shown): string {
  const url = new URL('/', origin);
  url.searchParams.set('token', keys.invite());
  if (words !== undefined && words !== '') url.searchParams.set('q', words);
  if (folder !== undefined) url.searchParams.set('folder', folder);
  return url.href;
}
