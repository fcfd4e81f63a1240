/** Downloads and verifies models that read text. */

import { DEFAULT_HUB_ENDPOINT, fileUrl } from '../hub/hub-address.ts';
import { readCharacters } from '../onnx/metadata.ts';
import { type FileVerdict, verdictsOn } from '../store/install.ts';
import { installFiles } from '../store/installation.ts';
import type { ModelStore, PullOptions } from '../store/model-store.ts';
import { RECORD, readRecord } from '../store/record.ts';
import { type ReadingModel, readingFolder, readingModel } from './installed.ts';
import type { ReadingManifest } from './manifest.ts';

/**
 * Install a model, or repair it: download missing or damaged files, check the model, record it.
 * @throws PicsiftError `download-failed`, `disk-full`, `interrupted`, `model-broken`.
 */
export async function pullReadingModel(
  store: ModelStore,
  manifest: ReadingManifest,
  options: PullOptions = {},
): Promise<ReadingModel> {
  const { name, repository, revision, licence, files } = manifest;
  const source = sourceOf(store, manifest);
  const installation = {
    ...{ name, repository, revision, licence },
    folder: readingFolder(store.folder, name),
    files: files.map(({ path, from, sha256, size }) => ({
      ...{ path, size, hash: sha256 },
      url: fileUrl(source.endpoint, repository, revision, from),
    })),
    read: () => readingModel(store.folder, manifest),
    check: async ({ recognition }: ReadingModel) => void readCharacters(recognition),
  };
  return installFiles(source, installation, options);
}

/**
 * Compare a model's files with the record of its download.
 * @throws PicsiftError `model-missing` if it is not installed.
 */
export async function verifyReadingModel(store: ModelStore, { name }: ReadingManifest): Promise<FileVerdict[]> {
  const folder = readingFolder(store.folder, name);
  return verdictsOn(folder, readRecord(folder, RECORD)?.files, name);
}

/** A mirror that the user has chosen is the only host to ask. The token is for the hub of the setting alone. */
function sourceOf(store: ModelStore, { endpoint }: ReadingManifest): ModelStore {
  const isDefault = store.endpoint.replace(/\/+$/, '') === DEFAULT_HUB_ENDPOINT;
  return isDefault ? { ...store, endpoint, token: undefined } : store;
}
