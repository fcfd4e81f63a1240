/**
 * The model that a catalog uses. The first index chooses and stores it; after that only `useModel` changes it, because
 * vectors of two models cannot be compared. One exception: when a new picsift brings another version of the built-in
 * model, the next index run switches to it.
 */

import { debug } from '../base/debug.ts';
import { messageOf, PicsiftError } from '../base/errors.ts';
import {
  activateFirstModel,
  activateModel,
  activeModel,
  type CatalogModel,
  forgetFirstModel,
  modelFingerprints,
  relocateModel,
} from '../catalog/models.ts';
import { type Catalog, retryWhileBusy } from '../catalog/open.ts';
import { isCommit, isFitting, isHubReference, parseHubReference } from '../model/hub/hub-reference.ts';
import { findHubModel } from '../model/hub/installed.ts';
import { findPrepared } from '../model/prepare/record.ts';
import { checkFiles } from '../model/run/check-files.ts';
import { selfCheck } from '../model/run/self-check.ts';
import { fileStamps, knownFingerprint } from '../model/store/fingerprint.ts';
import { findModel, pullModel } from '../model/store/install.ts';
import { BUILT_IN_MODEL, loadManifest, modelNames } from '../model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../model/store/model-folder.ts';
import type { ModelStore, PullOptions } from '../model/store/model-store.ts';

export const DEFAULT_MODEL = 'clip-vit-b32';

/** The model that the user named. When both are absent, it is the catalog's model. */
export interface RequestedModel {
  readonly name?: string | undefined;
  readonly folder?: string | undefined;
}

export interface ActiveModel {
  readonly id: number;
  readonly fingerprint: string;
  readonly spec: ModelSpec;
}

export interface ChooseOptions extends PullOptions {
  /** Receives one line when the built-in model replaces the default model, or a former version of itself. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/**
 * Find the catalog's model; undefined before the first index, and when the next index will replace it.
 * @throws PicsiftError `model-mismatch` when another model is requested, `model-missing` when its files are gone.
 */
export async function currentModel(
  catalog: Catalog,
  store: ModelStore,
  requested: RequestedModel,
): Promise<ActiveModel | undefined> {
  const stored = activeModel(catalog);
  if (stored === undefined) return undefined;
  const mismatch = (wanted: string) =>
    new PicsiftError(
      'model-mismatch',
      `This catalog was made with the model "${stored.name}", and vectors of two models cannot be compared. ` +
        `Switch with: picsift model use ${wanted} (the old vectors are kept), or leave the model option out.`,
    );
  if (requested.folder !== undefined) {
    const found = await match(catalog, store, stored, readModelFolder(requested.folder));
    if (found === undefined) throw mismatch(requested.folder);
    return found;
  }
  if (requested.name !== undefined && !isNameOf(requested.name, stored.name)) throw mismatch(requested.name);
  for (const locate of [() => installed(store, stored.name), () => readModelFolder(stored.folder)]) {
    const found = await match(catalog, store, stored, attempt(locate));
    if (found !== undefined) return found;
  }
  if (isReplaced(stored)) return undefined;
  throw missing(stored);
}

function missing({ name, folder }: CatalogModel): PicsiftError {
  const text = `The catalog's model "${name}" is gone from ${folder}, or its files have changed.`;
  return new PicsiftError('model-missing', `${text} ${adviceFor(name)}`);
}

function adviceFor(name: string): string {
  if (name === BUILT_IN_MODEL) {
    return (
      `The built-in "${name}" of this picsift is another version. Switch to it with: picsift model use ${name} ` +
      '(embeds all photos again, without a download).'
    );
  }
  if (isNamed(name)) return `Get it again with: picsift model pull ${name}`;
  return 'Put it back, give its folder with --model-dir, or switch with: picsift model use NAME';
}

/** Decide whether the model is a former version of the built-in one. */
function isReplaced({ name, fingerprint }: CatalogModel): boolean {
  return name === BUILT_IN_MODEL && loadManifest(name).replaces?.includes(fingerprint) === true;
}

/**
 * Find the catalog's model. If there is none yet, choose one, download it and store the choice. If the built-in model
 * has a new version, switch to it. At its first use, files that save time are made from it.
 */
export async function ensureModel(
  catalog: Catalog,
  store: ModelStore,
  requested: RequestedModel,
  options: ChooseOptions,
): Promise<ActiveModel> {
  const current = await currentModel(catalog, store, requested);
  if (current !== undefined) return prepared(current, store);
  const former = activeModel(catalog);
  if (former !== undefined && isReplaced(former)) {
    options.onNotice?.(
      `The built-in model "${former.name}" is new in this version of picsift: all photos are embedded again, once and ` +
        'without a download.',
    );
    return useModel(catalog, store, former.name, options);
  }
  const row = await describe(catalog, await choose(store, requested, options));
  await retryWhileBusy(() => activateFirstModel(catalog, row));
  return prepared((await currentModel(catalog, store, requested))!, store);
}

async function prepared(model: ActiveModel, store: ModelStore): Promise<ActiveModel> {
  if (model.spec.prepared !== undefined) return model;
  // Loaded here because it is needed once for each model.
  const { prepareModel } = await import('../model/prepare/prepare-model.ts');
  return { ...model, spec: await prepareModel(model.spec, model.fingerprint, store.folder) };
}

/**
 * Find the model for an import: the catalog's; or the requested one, or the one in `folder`, which `enter` makes the
 * catalog's.
 * @throws PicsiftError as `currentModel`; `model-missing` when there is none of these.
 */
export async function modelForImport(
  catalog: Catalog,
  store: ModelStore,
  requested: RequestedModel,
  folder: string,
  options: ChooseOptions,
): Promise<{ readonly spec: ModelSpec; readonly enter: () => Promise<number> }> {
  const current = await currentModel(catalog, store, requested);
  if (current !== undefined) return { spec: current.spec, enter: async () => current.id };
  const isRequested = requested.name !== undefined || requested.folder !== undefined;
  const spec = isRequested ? await choose(store, requested, options) : readModelBeside(folder);
  const row = await describe(catalog, spec);
  return { spec, enter: async () => (await retryWhileBusy(() => activateFirstModel(catalog, row))).id };
}

function readModelBeside(folder: string): ModelSpec {
  try {
    return readOwnModel(folder);
  } catch (error) {
    const text = `Give a folder with the model of the imported index as --model-dir. Beside it is none: ${messageOf(error)}`;
    throw new PicsiftError('model-missing', text, { cause: error });
  }
}

/** Decide whether `ensureModel` would download a model. @throws PicsiftError `unknown-model`. */
export function needsDownload(catalog: Catalog, store: ModelStore, { name, folder }: RequestedModel): boolean {
  if (activeModel(catalog) !== undefined || folder !== undefined) return false;
  try {
    return findModel(store, name ?? DEFAULT_MODEL) === undefined;
  } catch (error) {
    // The lost files of an installed model are downloaded again.
    if (error instanceof PicsiftError && error.code === 'model-missing') return true;
    throw error;
  }
}

/** Switch the catalog to a model by its name or folder, and download the model if needed. */
export async function useModel(
  catalog: Catalog,
  store: ModelStore,
  nameOrFolder: string,
  options: PullOptions,
): Promise<ActiveModel> {
  const isFolder = !isNamed(nameOrFolder) && /[\\/.]/.test(nameOrFolder);
  const spec = isFolder ? readModelFolder(nameOrFolder) : await pullModel(store, nameOrFolder, options);
  // The catalog would keep a model that does not run.
  if (isFolder) await selfCheck({ spec, mayKnowNoColours: true });
  const row = await describe(catalog, spec);
  const { id, fingerprint } = await retryWhileBusy(() => activateModel(catalog, row));
  return prepared({ id, fingerprint, spec }, store);
}

async function choose(store: ModelStore, requested: RequestedModel, options: ChooseOptions): Promise<ModelSpec> {
  const wanted = requested.folder ?? requested.name ?? `${DEFAULT_MODEL}, the default`;
  debug('model', () => `the catalog has no model yet; wanted: ${wanted}`);
  if (requested.folder !== undefined) return readOwnModel(requested.folder);
  if (requested.name !== undefined) return pullModel(store, exactName(store, requested.name), options);
  try {
    return await pullModel(store, DEFAULT_MODEL, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    options.onNotice?.(
      `Using the small built-in model: ${DEFAULT_MODEL} is not available (${reasonOf(error)}). ` +
        `When online, switch with: picsift model use ${DEFAULT_MODEL} (or give a model's folder with --model-dir).`,
    );
    return pullModel(store, BUILT_IN_MODEL, options);
  }
}

/** @throws PicsiftError as `readModelFolder`, and if the graphs cannot be used. */
function readOwnModel(folder: string): ModelSpec {
  const spec = readModelFolder(folder);
  checkFiles(spec);
  return spec;
}

/**
 * After the first index run of a catalog, which failed: forget the model that it chose if the model was the reason. The
 * catalog would keep it, and refuse every other one.
 */
export async function forgetRefused(catalog: Catalog, { id }: ActiveModel, error: unknown): Promise<void> {
  const isRefused = error instanceof PicsiftError && /^model-(broken|unsupported)$/.test(error.code);
  if (isRefused) await retryWhileBusy(() => forgetFirstModel(catalog, id));
}

function installed(store: ModelStore, name: string): ModelSpec | undefined {
  return isNamed(name) ? findModel(store, name) : undefined;
}

/** Decide whether a model can be found and downloaded by this name. */
function isNamed(name: string): boolean {
  return modelNames().includes(name) || isHubReference(name);
}

/** Decide whether a name that a person wrote means a model. The stored name of a model of the hub has its commit. */
function isNameOf(requested: string, stored: string): boolean {
  if (requested === stored) return true;
  if (!isHubReference(requested) || !isHubReference(stored)) return false;
  return isFitting(parseHubReference(requested), parseHubReference(stored));
}

/**
 * Prefer an installed model of the hub to the newest one: it needs no network. Its name does not tell which branch or tag
 * it was pulled from, so the hub is asked for one that is named.
 */
function exactName(store: ModelStore, name: string): string {
  if (!isHubReference(name)) return name;
  const reference = parseHubReference(name);
  const mustAsk = reference.revision !== undefined && !isCommit(reference.revision);
  return (mustAsk ? undefined : findHubModel(store, reference)?.record.name) ?? name;
}

/** Return the model if its files are the ones that made the catalog's vectors. */
async function match(
  catalog: Catalog,
  store: ModelStore,
  stored: CatalogModel,
  spec: ModelSpec | undefined,
): Promise<ActiveModel | undefined> {
  if (spec === undefined) return undefined;
  const { id, fingerprint } = stored;
  const found = () => ({ id, fingerprint, spec: { ...spec, prepared: findPrepared(store.folder, spec, fingerprint) } });
  if (spec.folder === stored.folder && fileStamps(spec) === stored.stamps) {
    debug('model', () => `${stored.name}, the catalog's model, is in ${spec.folder}: sizes and times as stored`);
    return found();
  }
  const row = await describe(catalog, spec);
  const isSame = row.fingerprint === stored.fingerprint;
  debug('model', () => `${stored.name}, the catalog's model, is ${isSame ? '' : 'not '}in ${spec.folder}: by its hash`);
  if (!isSame) return undefined;
  await retryWhileBusy(() => relocateModel(catalog, row));
  return found();
}

async function describe(catalog: Catalog, spec: ModelSpec): Promise<Omit<CatalogModel, 'id'>> {
  const stamps = fileStamps(spec);
  const fingerprint = await knownFingerprint(spec, modelFingerprints(catalog));
  return { name: spec.name, fingerprint, folder: spec.folder, stamps };
}

/** Return the message of the innermost cause, without the advice after it, which is for `picsift model pull` only. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? reasonOf(cause) : messageOf(error).replace(/[.!?] .*$/s, '');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
