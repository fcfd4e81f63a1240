/** Finds photos for a query: the steps of a search, in order. */

import { debug, shownQuery, since } from '../base/debug.ts';
import type { WorkOptions } from '../base/turns.ts';
import { failures } from '../catalog/failures.ts';
import { everyName } from '../catalog/metadata/name-lists.ts';
import { activeModel } from '../catalog/models.ts';
import { readTogether } from '../catalog/once.ts';
import type { Catalog } from '../catalog/open.ts';
import { photoIdOf, photosOfContents, photoWithKey } from '../catalog/photos.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import type { ModelSpec } from '../model/store/model-folder.ts';
import { browse } from './browse/browse.ts';
import { countsBy } from './browse/counts.ts';
import { listOrder } from './browse/order.ts';
import { photosIn, rowsInOrder } from './browse/positions.ts';
import { type Suggestion, suggest } from './browse/suggest.ts';
import { bonuses, weigh } from './evidence/evidence.ts';
import { type Scope, type ScopeRequest, withoutRow } from './filters/scope.ts';
import { createModelSide } from './model-side.ts';
import { type DuplicatesStep, duplicatesOf } from './near-duplicates.ts';
import { type Overview, overviewOf } from './overview.ts';
import { createPhotoSide, scopeKey } from './photo-side.ts';
import type { Hemisphere } from './query/dates/times.ts';
import { formatQuery, parseQuery, type Query } from './query/query.ts';
import { vectorFor } from './query/sent-vector.ts';
import { rankCursor, searchKey } from './rank/cursor.ts';
import type { Shot } from './rank/groups.ts';
import { pageOf } from './rank/page.ts';
import { endOf, keyOf } from './rank/page-end.ts';
import { rankPhotos } from './rank/ranking.ts';
import { inOrder, listedResults, rankedResults } from './results.ts';
import type { Duplicate } from './same-files.ts';
import type {
  CountsAnswer,
  CountsRequest,
  PositionsAnswer,
  PositionsRequest,
  SearchAnswer,
  SearchRequest,
  SentPicture,
  SuggestionsRequest,
} from './search-request.ts';
import { comingWords, understand } from './understand.ts';
import { judgePage } from './verdict/judge-page.ts';
import { judgedCount } from './verdict/verdict.ts';

export interface SearcherOptions {
  readonly catalog: Catalog;
  /** Folder of files that are made from the catalog to save time. */
  readonly derivedDir: string;
  /** Which files count as part of a folder. */
  readonly scan: ScanOptions;
  /** The seasons of which half of the earth a query means. */
  readonly hemisphere: Hemisphere;
  /** Returns the catalog's current model; undefined before the first index, and when the next one will replace it. */
  readonly currentModel: () => Promise<
    { readonly id: number; readonly fingerprint: string; readonly spec: ModelSpec } | undefined
  >;
  /** The process ends after an answer, so nothing is started in the background. */
  readonly isShortLived: boolean;
}

export interface Searcher {
  /** Search photos. @throws PicsiftError `bad-query`, `photo-not-found`, and errors of the model. */
  search(request: SearchRequest, options?: WorkOptions): Promise<SearchAnswer>;
  /**
   * Embed the bytes of a picture for a search.
   * @returns undefined when there is no current model.
   * @throws PicsiftError `photo-unreadable`, and errors of the model.
   */
  embedPicture(bytes: Buffer): Promise<SentPicture | undefined>;
  /** Find all near-identical shots in scope; the groups that waste the most bytes come first. */
  duplicates(scope: ScopeRequest, options?: WorkOptions<DuplicatesStep>): Promise<Duplicate[][]>;
  /** Count the photos in scope by what they have in common. @throws PicsiftError `bad-query`: see `search`. */
  counts(request: CountsRequest, options?: WorkOptions): Promise<CountsAnswer>;
  /** List photos by their position in an order. @throws PicsiftError `bad-query`: see `search`. */
  positions(request: PositionsRequest): Promise<PositionsAnswer>;
  /** Find names in scope that begin with a text: see `suggest`. */
  suggestions(request: SuggestionsRequest): Promise<Suggestion[]>;
  /** Summarise the photos in scope. */
  overview(scope: ScopeRequest): Promise<Overview>;
  /**
   * Start loading what a search for words needs. Unless the process is short-lived, prepare verdicts too.
   * @param next a search whose words are embedded now.
   */
  warmUp(next?: SearchRequest): Promise<void>;
  /** Make what verdicts need: see phrase-vectors.ts. The signal ends that early. */
  prepareVerdicts(signal: AbortSignal): Promise<void>;
  /** End threads and child processes when they have finished their current work. */
  close(): Promise<void>;
}

/** Create a searcher. Loads nothing until the first search. */
export function createSearcher({
  catalog,
  derivedDir,
  scan,
  hemisphere,
  currentModel,
  isShortLived,
}: SearcherOptions): Searcher {
  const models = createModelSide(catalog, currentModel, derivedDir, isShortLived);
  const photos = createPhotoSide(catalog, derivedDir, scan);

  /** The search whose words were embedded in advance. The engine warms up again when it indexes. */
  let warmed: { readonly next: SearchRequest; readonly modelId: number } | undefined;

  /** List the photos in scope: the answer to a request without a query. */
  function list(request: SearchRequest): SearchAnswer {
    const order = listOrder(request);
    const { cursor, top } = request;
    const table = photos.table();
    const { mask, total, leftOut } = photos.scope(table, request, request.filters);
    const search = searchKey('list', keyOf(request));
    const page = browse(catalog, table, mask, { order, top, cursor, search });
    debug(
      'search',
      () => `photos in scope: ${total}, left out: ${leftOut}, listed by ${order.sort}: ${page.ids.length}`,
    );
    const results = listedResults(catalog, page.ids, request);
    return { query: '', understood: null, model: null, total, leftOut, verdict: null, results, next: page.next };
  }

  function scopeOf(table: PhotoTable, request: SearchRequest): Scope {
    const scope = photos.scope(table, request, request.filters);
    const without = request.without === undefined ? undefined : photoIdOf(catalog, request.without);
    return without === undefined ? scope : withoutRow(scope, table.rowOf(without));
  }

  /** Return the photo that a query consists of. */
  function askedShot([term, ...others]: Query, vector: Float32Array): Shot | undefined {
    if (term?.kind !== 'photo' || others.length > 0) return undefined;
    const photo = photoWithKey(catalog, term.value);
    return photo && { ...photo, vector };
  }

  return {
    async search(request, { signal } = {}) {
      if (request.query === undefined) return list(request);
      const startedAt = performance.now();
      const { top, raw = false, grouped = !raw } = request;
      const picture = typeof request.query === 'string' ? undefined : request.query;
      const query = termsOf(request);
      const table = photos.table();
      const scope = scopeOf(table, request);
      const found = { query: formatQuery(query), total: scope.total, leftOut: scope.leftOut };
      debug('search', () => {
        const terms = picture
          ? 'a picture'
          : `${shownQuery(found.query)} (${query.map(({ kind }) => kind).join(', ')})`;
        return `${terms}: photos in scope: ${scope.total}, left out: ${scope.leftOut}, ${since(startedAt)}`;
      });
      const model = scope.total === 0 ? undefined : await models.load();
      signal?.throwIfAborted();
      if (model === undefined)
        return { ...found, understood: null, model: null, verdict: null, results: [], next: null };

      const search = searchKey(model.id, found.query, keyOf(request));
      const position = request.cursor === undefined ? undefined : rankCursor.decode(request.cursor, search);
      const newest = position === undefined ? table.newestIn(scope.mask) : photoIdOf(catalog, position.newest);
      // If the newest photo of the first page was removed, later photos cannot be recognised: they are included.
      const mask = newest === undefined ? scope.mask : table.withoutLaterThan(newest, scope.mask);
      const today = position === undefined ? (request.today ?? new Date()) : new Date(position.today);
      const { forModel, evidence, told } = readTogether(catalog, () =>
        understand(query, { catalog, table, mask, request, today, hemisphere }),
      );
      const weights = position ?? weigh(evidence, scope.total);
      const embedding = picture
        ? vectorFor(model.id, picture)
        : models.embed(model, forModel, { mayUse: photos.findable(request.folders).has, raw });
      const [vector] = await Promise.all([embedding, model.matrix.refresh()]).finally(model.matrix.expect());
      signal?.throwIfAborted();
      debug('search', () => `query embedded, codes loaded: ${model.matrix.rows}, after ${since(startedAt)}`);
      const order = {
        matrix: model.matrix,
        masks: model.masks,
        table,
        query: vector,
        mask,
        bonus: bonuses(evidence, weights),
        asked: raw ? undefined : askedShot(query, vector),
        photosOf: (contentIds: readonly number[]) => photosOfContents(catalog, contentIds),
        unit: position?.unit,
      };
      const atLeast = judgedCount(scope.total);
      const page = await pageOf((k) => rankPhotos(order, k), {
        top,
        after: position && { rank: position.rank, photo: photoIdOf(catalog, position.photo) },
        grouped,
        atLeast,
      });
      signal?.throwIfAborted();
      const judged = await judgePage(
        model.judge,
        page.ranking,
        {
          ...{ query, table, scope, scopeKey: scopeKey(request, request.filters) },
          ...{ evidence, weights, looksLike: told?.looksLike !== null },
        },
        request.fit !== undefined,
      );
      if (judged === undefined && !isShortLived) model.phrases.all().catch(() => {});
      const shown = inOrder(page.results, table, request);
      const results = rankedResults(catalog, shown, { evidence, total: scope.total, of: judged?.of }, request);
      debug('search', () => {
        const all = [...evidence.clues, ...evidence.words].map(({ kind, photos }) => `${kind} ${photos}`).join(', ');
        return `results: ${results.length}; photos with each evidence: ${all || 'none'}; ${since(startedAt)} in all`;
      });
      return {
        ...found,
        understood: told,
        model: model.name,
        verdict: judged?.answer(results) ?? null,
        results,
        // Behind a page on which nothing fits, hardly anything does.
        next:
          request.fit !== undefined && results.length === 0
            ? null
            : endOf(catalog, page, { search, newest: newest ?? 0, weights, today: today.getTime() }),
      };
    },
    async embedPicture(bytes) {
      const model = await models.load();
      if (model === undefined) return undefined;
      return { modelId: model.id, vector: await model.embedder.embedPicture({ kind: 'sent', bytes }) };
    },
    async duplicates(request, options) {
      const table = photos.table();
      const scope = photos.scope(table, request);
      const model = activeModel(catalog);
      return model === undefined ? [] : duplicatesOf(catalog, model.id, table, scope, options);
    },
    async counts(request, options) {
      const table = photos.table();
      const scope = photos.scope(table, request, request.filters);
      const { total, leftOut } = scope;
      const counts = await countsBy(request.by, table, scope, (list) => everyName(catalog, list), options);
      return { total, leftOut, ...counts };
    },
    async positions(request) {
      const { from, count } = request;
      const table = photos.table();
      const { mask, total, leftOut } = photos.scope(table, request, request.filters);
      const rows = rowsInOrder(catalog, table, mask, listOrder(request)).subarray(from, from + count);
      return { total, leftOut, version: table.version, photos: photosIn(catalog, table, rows) };
    },
    async suggestions(request) {
      const table = photos.table();
      const scope = photos.scope(table, request);
      return suggest(request.text, request.top, table, scope, (list) => everyName(catalog, list));
    },
    async overview(request) {
      const table = photos.table();
      return overviewOf(table, photos.scope(table, request), failures(catalog), photos.findable(request.folders).has);
    },
    async warmUp(next) {
      const model = await models.load();
      model?.embedder.warmUp();
      if (model !== undefined && next !== undefined && (next !== warmed?.next || model.id !== warmed.modelId)) {
        warmed = { next, modelId: model.id };
        // Read here as by the search, so that no words are embedded twice.
        const words = comingWords(termsOf(next), next, { catalog, photos, hemisphere });
        model.embedder.warmUp(words, next.raw);
      }
      if (!isShortLived) await model?.phrases.all();
    },
    async prepareVerdicts(signal) {
      await (await models.load())?.phrases.all(signal);
    },
    close: models.close,
  };
}

function termsOf(request: SearchRequest): Query {
  return typeof request.query === 'string' ? parseQuery(request.query, request) : [];
}
