/** What others may do with photos besides looking at them. */

/**
 * What pages may do besides looking. `originals`: get the files themselves; `locations`: see where photos were taken;
 * `files`: see full paths, show a folder on this computer's screen, copy photos into other folders; `tags`: write
 * keywords; `trash`: move photos to the system's trash.
 */
export const RIGHTS = ['originals', 'locations', 'files', 'tags', 'trash'] as const;
export type Right = (typeof RIGHTS)[number];
