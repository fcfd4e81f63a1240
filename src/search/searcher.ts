/** From words to photos: what a search needs is loaded with the first one, and follows the catalog from then on. */

import { join } from 'node:path';
import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { lookOfContent, type PhotoDetails, photoDetails, photosOfContent } from '../catalog/photos.ts';
import { contentVectorReader } from '../catalog/vectors.ts';
import { photosWithWord } from '../catalog/words.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { readPhotoTable } from '../derived/photo-table-file.ts';
import type { ScanOptions } from '../library/scan.ts';
import type { ModelSpec } from '../model/folder.ts';
import { startTextTower, type TowerThread } from '../model/tower-thread.ts';
import { decodeCursor, encodeCursor, type Position, searchKey } from './cursor.ts';
import { duplicatesOf } from './duplicates.ts';
import type { Shot } from './groups.ts';
import { VectorMatrix } from './matrix/matrix.ts';
import { storeFolder } from './matrix/store.ts';
import { type Page, pageOf } from './page.ts';
import { normaliseQuery } from './query.ts';
import { type Ranked, rankPhotos } from './ranking.ts';
import type { SearchAnswer, SearchRequest, SearchResult } from './request.ts';
import { type Scope, type ScopeRequest, scopeOf } from './scope.ts';
import { matchWords, searchableWords, type WordMatch } from './words.ts';

export interface SearcherOptions {
  readonly catalog: Catalog;
  /** Holds what is made from the catalog for speed. */
  readonly derivedDir: string;
  /** What counts as part of a folder. */
  readonly scan: ScanOptions;
  /** The catalog's model of the moment; undefined before the first index. */
  readonly currentModel: () => Promise<{ readonly id: number; readonly spec: ModelSpec } | undefined>;
}

export interface Searcher {
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** All near-identical shots in scope, those with the most to be freed first. */
  duplicates(scope: ScopeRequest): Promise<PhotoDetails[][]>;
  /** Begin loading what a search needs. */
  warmUp(): Promise<void>;
  /** Ends the query thread after what it is doing. */
  close(): Promise<void>;
}

/** What a search needs of a model: loaded with the first one. */
interface Loaded {
  readonly modelId: number;
  readonly modelName: string;
  readonly textTower: TowerThread<string>;
  readonly matrix: VectorMatrix;
}

/** Costs nothing until the first search. */
export function createSearcher({ catalog, derivedDir, scan, currentModel }: SearcherOptions): Searcher {
  let loaded: Loaded | undefined;
  let lastLook: Promise<unknown> = Promise.resolve();
  let photos: PhotoTable | undefined;

  /** Loaded once, and anew where another process has switched the model. */
  function load(): Promise<Loaded | undefined> {
    const look = lastLook.then(async () => {
      if (loaded !== undefined && activeModel(catalog)?.id === loaded.modelId) return loaded;
      const model = await currentModel();
      if (model === undefined) return undefined;
      await loaded?.textTower.close();
      await loaded?.matrix.close();
      const matrix = new VectorMatrix({ catalog, modelId: model.id, folder: storeFolder(catalog, model.id) });
      loaded = { modelId: model.id, modelName: model.spec.name, textTower: startTextTower(model.spec), matrix };
      return loaded;
    });
    lastLook = look.catch(() => {});
    return look;
  }

  async function embed(using: Loaded, phrase: string): Promise<Float32Array> {
    try {
      return (await using.textTower.embed([phrase]))[0]!;
    } catch (error) {
      // Mended meanwhile, it loads with the next search.
      if (loaded === using) loaded = undefined;
      throw error;
    }
  }

  function currentTable(): PhotoTable {
    photos ??= readPhotoTable(catalog, join(derivedDir, 'photos.bin'));
    photos.refresh(catalog);
    return photos;
  }

  /** The photos in scope that have words of the query. */
  function matchesOf(phrases: readonly string[], { mask, total }: Scope, table: PhotoTable): WordMatch[] {
    const rowsOf = searchableWords(phrases).map((word) =>
      photosWithWord(catalog, word)
        .map((id) => table.rowOf(id))
        .filter((row) => mask[row] === 1),
    );
    return matchWords(rowsOf, total);
  }

  return {
    async search(request) {
      const { top, raw = false, words = !raw, grouped = !raw } = request;
      const query = normaliseQuery(request.query);
      const table = currentTable();
      const scope = scopeOf(table, request, scan, () => true);
      const found = { query, total: scope.total, leftOut: scope.leftOut };
      const using = scope.total === 0 ? undefined : await load();
      if (using === undefined) return { ...found, model: null, results: [], next: null };

      const search = searchKey(using.modelId, { ...request, query, top: null, cursor: null });
      const position = request.cursor === undefined ? undefined : decodeCursor(request.cursor, search);
      const newest = position?.newest ?? table.newest;
      const [vector] = await Promise.all([embed(using, query), using.matrix.refresh()]);
      const order = {
        vectors: using.matrix,
        table,
        query: vector,
        mask: table.withoutLaterThan(newest, scope.mask),
        matches: words ? matchesOf([query], scope, table) : [],
        photosOf: photosOfContent(catalog),
        deviation: position?.deviation,
      };
      const page = await pageOf((k) => rankPhotos(order, k), shotReader(catalog, using.modelId), {
        top,
        after: position,
        grouped,
      });
      const next = endOf(page, { search, newest, deviation: position?.deviation });
      return { ...found, model: using.modelName, results: resultsOf(catalog, page), next: next && encodeCursor(next) };
    },
    async duplicates(request) {
      const table = currentTable();
      const { mask } = scopeOf(table, request, scan, () => true);
      const modelId = activeModel(catalog)?.id;
      return modelId === undefined ? [] : duplicatesOf(catalog, modelId, table, mask);
    },
    warmUp: async () => void (await load()),
    async close() {
      await lastLook;
      await loaded?.textTower.close();
      await loaded?.matrix.close();
    },
  };
}

/** Where a page ends; null where nothing comes after it. */
function endOf(
  { results, hasMore, ranking }: Page,
  first: Pick<Position, 'search' | 'newest'> & { readonly deviation: number | undefined },
): Position | null {
  const last = results.at(-1)?.first;
  if (!hasMore || last === undefined) return null;
  return { ...first, deviation: first.deviation ?? ranking.spread.deviation, rank: last.rank, photo: last.id };
}

function shotReader(catalog: Catalog, modelId: number): (photo: Ranked) => Shot {
  const look = lookOfContent(catalog);
  const vector = contentVectorReader(catalog, modelId);
  // A content that went since it was ranked looks like nothing else.
  return ({ contentId }) => ({ contentId, look: look(contentId), vector: vector(contentId) ?? new Float32Array() });
}

function resultsOf(catalog: Catalog, { results }: Page): SearchResult[] {
  const ids = results.map(({ first }) => first.id);
  const details = new Map(photoDetails(catalog, ids).map((photo) => [photo.id, photo]));
  return results.flatMap(({ first, others }) => {
    const photo = details.get(first.id);
    if (photo === undefined) return [];
    const { id: _, key, ...shown } = photo;
    return { ...shown, id: key, score: first.score, similar: others.length };
  });
}
