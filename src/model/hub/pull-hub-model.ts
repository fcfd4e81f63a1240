/**
 * Installs any model of a hub whose files are in a layout that picsift knows, without a manifest. The commit is pinned
 * when the files are listed, so that all of them belong together.
 */

import { join } from 'node:path';
import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { externalFilesOf } from '../layout/external-files.ts';
import type { Layout } from '../layout/layout.ts';
import { type Installation, installModel } from '../store/installation.ts';
import { type ModelSpec, readRules } from '../store/model-folder.ts';
import type { ModelStore, PullOptions } from '../store/model-store.ts';
import { chooseFiles, storable } from './choose-files.ts';
import { fileUrl } from './hub-address.ts';
import { formatHubReference, type HubReference, isCommit, pinned } from './hub-reference.ts';
import { findHubModel, hubModelFolder, type InstalledHubModel, readHubModel } from './installed.ts';
import { accessAdvice, fetchListing, type HubFile, type Listing } from './listing.ts';

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
  const listing = await listingOf(store, reference, options.signal);
  if (listing.isGated && store.token === undefined) {
    const text = `The authors of ${listing.repository} ask for consent to their terms. `;
    throw new PicsiftError('download-failed', text + accessAdvice(listing.repository, false));
  }
  return installModel(store, planInstallation(store, reference, listing), options);
}

/** List the files. Not every mirror finds a shortened commit, so the branch "main" is tried first. */
async function listingOf(
  store: ModelStore,
  reference: HubReference,
  signal: AbortSignal | undefined,
): Promise<Listing> {
  const { repository, revision } = reference;
  if (isCommit(revision) && revision.length < 40) {
    const newest = await fetchListing(store, { repository }, signal);
    if (newest.commit.startsWith(revision)) return newest;
  }
  return fetchListing(store, reference, signal);
}

/**
 * Choose the files of a model, and name it.
 * @throws PicsiftError `model-unsupported`.
 */
function planInstallation(store: ModelStore, reference: HubReference, listing: Listing): Installation {
  const { layout, files } = chooseFiles(reference, listing.files);
  const exact = pinned(reference, listing.commit);
  const name = formatHubReference(exact);
  const folder = hubModelFolder(store, exact);
  const wanted = (file: HubFile) => ({
    ...file,
    url: fileUrl(store.endpoint, listing.repository, listing.commit, file.path),
  });
  const others = listing.files.filter((file) => !files.includes(file));
  return {
    name,
    folder,
    repository: listing.repository,
    revision: listing.commit,
    licence: listing.licence === undefined ? undefined : safeText(listing.licence, 60),
    files: files.map(wanted),
    moreFiles: () => weightsNamedIn(layout, folder, others).map(wanted),
    checkRules: () => void readRules(folder, folder, layout),
    read: () => readHubModel(folder, name),
  };
}

/** Find the files that hold weights of the downloaded graphs, whatever their names are. */
function weightsNamedIn({ vision, text }: Layout, folder: string, others: readonly HubFile[]): HubFile[] {
  const paths = others.map(({ path }) => path);
  const named = [vision, text].flatMap((graph) => externalFilesOf(graph, paths, (path) => join(folder, path)));
  return others.filter(({ path }) => named.includes(path)).map(storable);
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
