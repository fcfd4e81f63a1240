/** Finds, downloads and verifies the models on this machine, by their names: those of manifests and those of the hub. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PicsiftError } from '../../base/errors.ts';
import { packageRoot } from '../../base/paths.ts';
import { fileUrl } from '../hub/hub-address.ts';
import { isHubReference, parseHubReference } from '../hub/hub-reference.ts';
import { findHubModel, readHubModel } from '../hub/installed.ts';
import { pullHubModel } from '../hub/pull-hub-model.ts';
import { type Installation, installModel } from './installation.ts';
import { loadManifest, type ModelManifest } from './manifest.ts';
import { type ModelSpec, readModelFolder } from './model-folder.ts';
import type { ModelStore, PullOptions } from './model-store.ts';
import { damage, RECORD, readRecord } from './record.ts';

export interface FileVerdict {
  readonly file: string;
  readonly ok: boolean;
  readonly reason?: string;
}

/**
 * Find a named model that is ready to use; undefined if it must be downloaded first. Checks only that the files exist,
 * not their bytes, so it is fast.
 * @throws PicsiftError `unknown-model`; `model-missing` if files of an installed model are gone.
 */
export function findModel(store: ModelStore, name: string): ModelSpec | undefined {
  if (isHubReference(name)) {
    const installed = findHubModel(store, parseHubReference(name));
    return installed && readHubModel(installed.folder, installed.record.name);
  }
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  if (manifest.repository !== undefined && !existsSync(join(folder, RECORD))) return undefined;
  return readModelFolder(folder, manifest);
}

/**
 * Install a model, or repair it: download missing or damaged files, check the model, record it.
 * @throws PicsiftError `unknown-model`, `model-unsupported`, `download-failed`, `disk-full`, `interrupted`, `model-broken`, `worker-failed`.
 */
export async function pullModel(store: ModelStore, name: string, options: PullOptions = {}): Promise<ModelSpec> {
  if (isHubReference(name)) return pullHubModel(store, parseHubReference(name), options);
  return installManifest(store, loadManifest(name), options);
}

/**
 * Do the work of `pullModel` for any manifest, not only those of picsift.
 * @internal
 */
export async function installManifest(
  store: ModelStore,
  manifest: ModelManifest,
  options: PullOptions = {},
): Promise<ModelSpec> {
  const { name, repository, revision = 'main', files, dimension } = manifest;
  const folder = modelFolder(store, manifest);
  const read = () => readModelFolder(folder, manifest);
  if (repository === undefined) return read();
  const wanted = files.map((file) => {
    const { path, from = path, sha256 } = file;
    const source = file.repository ?? repository;
    const at = file.revision ?? (source === repository ? revision : 'main');
    return { path, hash: sha256, url: fileUrl(store.endpoint, source, at, from) };
  });
  const installation: Installation = { name, folder, repository, revision, files: wanted, dimension, read };
  return installModel(store, installation, options);
}

/**
 * Compare a model's files with the record of its download (the built-in model: with its manifest).
 * @throws PicsiftError `unknown-model`; `model-missing` if it is not installed.
 */
export async function verifyModel(store: ModelStore, name: string): Promise<FileVerdict[]> {
  const { folder, files } = recordedFiles(store, name);
  return verdictsOn(folder, files, name);
}

/**
 * Compare a model's files with their record.
 * @param files undefined if the model is not installed.
 * @throws PicsiftError `model-missing`.
 */
export async function verdictsOn(
  folder: string,
  files: readonly RecordedFile[] | undefined,
  name: string,
): Promise<FileVerdict[]> {
  if (files === undefined) {
    const text = `The model "${name}" is not installed. Install it with: picsift model pull ${name}`;
    throw new PicsiftError('model-missing', text);
  }
  const verdicts: FileVerdict[] = [];
  for (const file of files) {
    const reason = await damage(folder, file);
    verdicts.push({ file: file.path, ok: reason === undefined, ...(reason === undefined ? {} : { reason }) });
  }
  return verdicts;
}

interface RecordedFile {
  readonly path: string;
  readonly size?: number;
  readonly sha256?: string | undefined;
}

interface RecordedFiles {
  readonly folder: string;
  /** Undefined if the model is not installed. */
  readonly files: readonly RecordedFile[] | undefined;
}

function recordedFiles(store: ModelStore, name: string): RecordedFiles {
  if (isHubReference(name)) {
    const installed = findHubModel(store, parseHubReference(name));
    return { folder: installed?.folder ?? '', files: installed?.record.files };
  }
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  return { folder, files: manifest.repository === undefined ? manifest.files : readRecord(folder, RECORD)?.files };
}

function modelFolder(store: ModelStore, { name, repository }: ModelManifest): string {
  return repository === undefined ? join(packageRoot(), 'models', name) : join(store.folder, name);
}
