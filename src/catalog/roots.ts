/** The folders that were indexed. A root here grants access to nobody. */

import type { Catalog } from './open.ts';

export interface Root {
  readonly path: string;
  readonly state: 'online' | 'offline';
  /** Why it is offline, as the rest of a sentence after its path: "is not there"; null while it is online. */
  readonly reason: string | null;
}

export function roots(catalog: Catalog): Root[] {
  return catalog.prepare<[], Root>('SELECT path, state, reason FROM root ORDER BY path').all();
}

/** Insert a root, or update the state of an existing one. */
export function putRoot(catalog: Catalog, root: Root): void {
  catalog
    .prepare(
      `INSERT INTO root (path, state, reason) VALUES (@path, @state, @reason)
       ON CONFLICT (path) DO UPDATE SET state = @state, reason = @reason`,
    )
    .run(root);
}
