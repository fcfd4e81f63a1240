/** Prepares statements once for each catalog. */

import type { Catalog } from './open.ts';

/**
 * Return a function that makes something once for each catalog. Preparing a statement takes longer than running it, and
 * every search would prepare the same ones.
 */
export function oncePerCatalog<T>(make: (catalog: Catalog) => T): (catalog: Catalog) => T {
  const made = new WeakMap<Catalog, { readonly it: T }>();
  return (catalog) => {
    const known = made.get(catalog) ?? { it: make(catalog) };
    made.set(catalog, known);
    return known.it;
  };
}
