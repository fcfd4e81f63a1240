/** Which photos a call may find: those in the folders that are shown, as they are now. */

import { foldersNamed, type Grant, reachable } from '../../access/grants.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { Gallery } from '../gallery.ts';

export interface CallScope {
  readonly grants: readonly Grant[];
  /** Real paths. */
  readonly folders: readonly string[];
  readonly within: readonly string[] | undefined;
  readonly coarsePlaces: boolean;
}

/** @param folder label of a folder, perhaps with a path below it. @throws PicsiftError `folder-not-found` */
export async function scopeOf(gallery: Gallery, folder?: string): Promise<CallScope> {
  const grants = await gallery.grants();
  const scope = { grants, folders: reachable(grants), coarsePlaces: !gallery.rights.has('locations') };
  if (folder === undefined || folder === '') return { ...scope, within: undefined };
  const within = await foldersNamed(folder, grants, gallery.scan);
  if (within.length > 0) return { ...scope, within };
  throw new PicsiftError('folder-not-found', 'There is no such folder here.');
}
