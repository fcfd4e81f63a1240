/** The models that have vectors in the catalog. One of them is active. */

import { oncePerCatalog } from './once.ts';
import type { Catalog } from './open.ts';

export interface CatalogModel {
  readonly id: number;
  readonly name: string;
  /** See model/store/fingerprint.ts. */
  readonly fingerprint: string;
  readonly folder: string;
  readonly stamps: string;
}

const active = oncePerCatalog((catalog) =>
  catalog.prepare<[], CatalogModel>('SELECT id, name, fingerprint, folder, stamps FROM model WHERE active = 1'),
);

/** Return the model that all searches use; undefined before the first index. */
export function activeModel(catalog: Catalog): CatalogModel | undefined {
  return active(catalog).get();
}

/** List the fingerprints of all models. */
export function modelFingerprints(catalog: Catalog): string[] {
  return catalog.prepare<[], string>('SELECT fingerprint FROM model').pluck().all();
}

/** Insert or update a model without activating it. */
function putModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  const row = catalog
    .prepare<Omit<CatalogModel, 'id'>, { id: number }>(
      `INSERT INTO model (name, fingerprint, folder, stamps) VALUES (@name, @fingerprint, @folder, @stamps)
       ON CONFLICT (fingerprint) DO UPDATE SET name = @name, folder = @folder, stamps = @stamps
       RETURNING id`,
    )
    .get(model)!;
  return { ...model, id: row.id };
}

/** Activate a model instead of the current one. The vectors of other models stay. */
export function activateModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog
    .transaction(() => {
      const stored = putModel(catalog, model);
      catalog.prepare('UPDATE model SET active = 0 WHERE active = 1').run();
      catalog.prepare('UPDATE model SET active = 1 WHERE id = ?').run(stored.id);
      return stored;
    })
    .immediate();
}

/** Activate a model if none is active yet. Otherwise return the one that another process has activated meanwhile. */
export function activateFirstModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog.transaction(() => activeModel(catalog) ?? activateModel(catalog, model)).immediate();
}

/**
 * Remove the first model of a catalog that has no vectors yet, as if it had never been activated. Does nothing if there
 * are any.
 */
export function forgetFirstModel(catalog: Catalog, id: number): void {
  catalog.prepare('DELETE FROM model WHERE id = ? AND NOT EXISTS (SELECT 1 FROM vector)').run(id);
}

/** Store the new location of a known model's files. */
export function relocateModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog.transaction(() => putModel(catalog, model)).immediate();
}
