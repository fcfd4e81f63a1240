/** Which models the catalog has vectors of, and which one is active. */

import type { Catalog } from './open.ts';

export interface CatalogModel {
  readonly id: number;
  readonly name: string;
  /** See `fingerprint` in model/store/model-folder.ts. */
  readonly fingerprint: string;
  readonly folder: string;
  readonly stamps: string;
}

/** The model that all searches use, or undefined before the first index. */
export function activeModel(catalog: Catalog): CatalogModel | undefined {
  return catalog
    .prepare<[], CatalogModel>('SELECT id, name, fingerprint, folder, stamps FROM model WHERE active = 1')
    .get();
}

/** Enter a model, or what is new about a known one, without making it the active one. */
function enter(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  const row = catalog
    .prepare<Omit<CatalogModel, 'id'>, { id: number }>(
      `INSERT INTO model (name, fingerprint, folder, stamps) VALUES (@name, @fingerprint, @folder, @stamps)
       ON CONFLICT (fingerprint) DO UPDATE SET name = @name, folder = @folder, stamps = @stamps
       RETURNING id`,
    )
    .get(model)!;
  return { ...model, id: row.id };
}

/** Make a model the active one, whatever was active before. Vectors of other models stay. */
export function activateModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog
    .transaction(() => {
      const entered = enter(catalog, model);
      catalog.prepare('UPDATE model SET active = 0 WHERE active = 1').run();
      catalog.prepare('UPDATE model SET active = 1 WHERE id = ?').run(entered.id);
      return entered;
    })
    .immediate();
}

/** Make a model the active one where there is none yet; else return the one that another process chose meanwhile. */
export function fixModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog.transaction(() => activeModel(catalog) ?? activateModel(catalog, model)).immediate();
}

/** Note where a known model's files are now. */
export function relocateModel(catalog: Catalog, model: Omit<CatalogModel, 'id'>): CatalogModel {
  return catalog.transaction(() => enter(catalog, model)).immediate();
}
