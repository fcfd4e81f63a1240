/**
 * Installs any model of a hub whose files are in a layout that picsift knows, without a manifest. The commit is pinned
 * when the files are listed, so that all of them belong together.
 */

import { PicsiftError } from '../../base/errors.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import { findLayout, type Layout, type Precision } from '../layout/layout.ts';
import { fileUrl } from '../store/hub.ts';
import { type Installation, installModel } from '../store/installation.ts';
import { type ModelSpec, readRules } from '../store/model-folder.ts';
import type { ModelStore, PullOptions } from '../store/model-store.ts';
import { formatHubReference, type HubReference, isCommit, pinned } from './hub-reference.ts';
import { findHubModel, hubModelFolder, type InstalledHubModel, readHubModel } from './installed.ts';
import { accessAdvice, fetchListing, type HubFile, type Listing } from './listing.ts';

/** How the names of the graphs end. */
const PRECISION: Readonly<Record<Precision, RegExp>> = {
  float32: /(?<!_(fp16|int8|uint8|quantized|q4|q4f16|bnb4))\.onnx$/,
  int8: /_(int8|uint8|quantized)\.onnx$/,
};

/** 8-bit weights need a quarter of the download, and are the faster ones on processors of the last years. */
const DEFAULT_VARIANT: Precision = 'int8';

/**
 * Install a model of the hub, or repair it.
 * @throws PicsiftError `model-unsupported`, and those of `installModel`.
 */
export async function pullHubModel(
  store: ModelStore,
  reference: HubReference,
  options: PullOptions,
): Promise<ModelSpec> {
  const installed = isCommit(reference.revision) ? findHubModel(store, reference) : undefined;
  if (installed !== undefined) return installModel(store, recorded(store, installed), options);
  const listing = await fetchListing(store, reference, options.signal);
  if (listing.isGated && store.token === undefined) {
    const text = `The authors of ${listing.repository} ask for consent to their terms. `;
    throw new PicsiftError('download-failed', text + accessAdvice(listing.repository, false));
  }
  return installModel(store, planInstallation(store, reference, listing), options);
}

/**
 * Choose the files of a model, and name it.
 * @throws PicsiftError `model-unsupported`.
 */
function planInstallation(store: ModelStore, reference: HubReference, listing: Listing): Installation {
  const { layout, variant } = chooseFiles(reference, listing.files);
  const exact = { ...pinned(reference, listing.commit), variant };
  const name = formatHubReference(exact);
  const folder = hubModelFolder(store, exact);
  return {
    name,
    folder,
    repository: listing.repository,
    revision: listing.commit,
    licence: listing.licence === undefined ? undefined : safeText(listing.licence, 60),
    files: filesOf(layout, listing.files).map((file) => ({
      ...file,
      url: fileUrl(store.endpoint, listing.repository, listing.commit, file.path),
    })),
    checkRules: () => void readRules(folder, folder, layout),
    read: () => readHubModel(folder, name),
  };
}

/** Plan the repair of an installed model, for which the hub need not be asked if nothing is damaged. */
function recorded(store: ModelStore, { folder, record }: InstalledHubModel): Installation {
  const { name, repository, revision, licence, files } = record;
  const wanted = files.map(({ path, size, sha256 }) => ({
    path,
    size,
    hash: sha256,
    url: fileUrl(store.endpoint, repository, revision, path),
  }));
  return { name, folder, repository, revision, licence, files: wanted, read: () => readHubModel(folder, name) };
}

/** Find the layout, and the variant if it is another one than the default. */
export function chooseFiles(
  reference: HubReference,
  files: readonly HubFile[],
): { layout: Layout; variant: Precision | undefined } {
  const { repository, folder, variant } = reference;
  const paths = files.map(({ path }) => path);
  const options = { name: repository, folder };
  const usual = findLayout(paths, DEFAULT_VARIANT, options);
  if (variant === undefined) return { layout: usual, variant };
  const layout = findLayout(paths, variant, options);
  if (![layout.vision, layout.text].every((graph) => PRECISION[variant].test(graph))) {
    const text = `${repository} has no ${variant === 'int8' ? '8-bit' : 'full-precision'} graphs, only ${layout.vision}.`;
    throw new PicsiftError('model-unsupported', text);
  }
  return { layout, variant: layout.vision === usual.vision && layout.text === usual.text ? undefined : variant };
}

/** List the files of a layout. The small ones come first, so that a mistake in them is found before the large ones. */
export function filesOf({ configs, tokenizer, text, vision, data }: Layout, files: readonly HubFile[]): HubFile[] {
  const paths = new Set([...configs, tokenizer, text, vision, ...data]);
  return [...paths].map((path) => {
    if (!path.split('/').every((segment) => /^[\w.+-]+$/.test(segment))) {
      throw new PicsiftError('model-unsupported', `${quoted(path)} is no name that every system can store.`);
    }
    return files.find((file) => file.path === path)!;
  });
}
