/** Saves what every statement would cost again: its preparation, and a transaction of its own. */

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

const transactionOf = oncePerCatalog((catalog) => catalog.transaction((read: () => unknown) => read()));

/**
 * Run statements that only read in one transaction. To begin and end one takes about as long as reading a row.
 * @param read must do its work before it returns.
 */
export function readTogether<T>(catalog: Catalog, read: () => T): T {
  return catalog.inTransaction ? read() : (transactionOf(catalog)(read) as T);
}
