/** The folders that were indexed. A root here grants access to nobody. */

import type { Reason } from '../library/files/passed-over.ts';
import { oncePerCatalog } from './once.ts';
import type { Catalog } from './open.ts';

type PassedOver = Readonly<Partial<Record<Reason, number>>>;

export interface Root {
  readonly path: string;
  readonly state: 'online' | 'offline';
  /** Why it is offline, as the rest of a sentence after its path: "is missing"; null while it is online. */
  readonly reason: string | null;
  /** Number of photos and folders below it that the last scan passed over, by reason. */
  readonly passedOver: PassedOver;
}

const allRoots = oncePerCatalog((catalog) =>
  catalog.prepare<[], Omit<Root, 'passedOver'> & { passedOver: string }>(
    'SELECT path, state, reason, passed_over AS passedOver FROM root ORDER BY path',
  ),
);

export function roots(catalog: Catalog): Root[] {
  return allRoots(catalog)
    .all()
    .map((row) => ({ ...row, passedOver: JSON.parse(row.passedOver) as PassedOver }));
}

/** Insert a root, or update the state of an existing one. */
export function putRoot(catalog: Catalog, root: Root): void {
  catalog
    .prepare(
      `INSERT INTO root (path, state, reason, passed_over) VALUES (@path, @state, @reason, @passedOver)
       ON CONFLICT (path) DO UPDATE SET state = @state, reason = @reason, passed_over = @passedOver`,
    )
    .run({ ...root, passedOver: JSON.stringify(root.passedOver) });
}
