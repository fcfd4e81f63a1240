/** The folders that were indexed. Being here grants nobody anything. */

import type { Catalog } from './open.ts';

export interface Root {
  readonly path: string;
  readonly state: 'online' | 'offline';
  /** What shows that it is offline, to follow its name: "is not there"; null while it is online. */
  readonly reason: string | null;
}

export function roots(catalog: Catalog): Root[] {
  return catalog.prepare<[], Root>('SELECT path, state, reason FROM root ORDER BY path').all();
}

/** Enter a root, or set the state of one that is there. */
export function putRoot(catalog: Catalog, root: Root): void {
  catalog
    .prepare(
      `INSERT INTO root (path, state, reason) VALUES (@path, @state, @reason)
       ON CONFLICT (path) DO UPDATE SET state = @state, reason = @reason`,
    )
    .run(root);
}
