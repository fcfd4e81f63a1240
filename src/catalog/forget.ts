/** Forgets photos whose files a person has just moved away. */

import { dropOrphans } from './health.ts';
import type { Catalog } from './open.ts';
import { fencedTransaction } from './runs/lease.ts';

/** Remove photos, by their opaque ids, and what belongs to no other photo. The next index run would do the same. */
export function forgetPhotos(catalog: Catalog, keys: readonly string[], leaseToken: number): void {
  const remove = catalog.prepare('DELETE FROM photo WHERE key = ?');
  fencedTransaction(catalog, leaseToken, () => {
    for (const key of keys) remove.run(key);
    dropOrphans(catalog);
  })();
}
