/** Installs one model: downloads its files, checks that it works, and records it. */

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { shownUrl } from '../../net/request-error.ts';
import { selfCheck } from '../run/self-check.ts';
import { downloadFile } from './download.ts';
import { asDiskError } from './download-errors.ts';
import { whileLocked } from './folder-lock.ts';
import type { ModelSpec } from './model-folder.ts';
import type { ModelStore, PullOptions } from './model-store.ts';
import {
  damage,
  type InstalledFile,
  type InstallRecord,
  RECORD,
  readRecord,
  UNFINISHED_RECORD,
  writeRecord,
} from './record.ts';

/** One file of a model: its place in the model's folder, and its source. */
export interface WantedFile {
  /** Relative to the model's folder. */
  readonly path: string;
  readonly url: string;
  /** Lower-case hex SHA-256, if it is known. */
  readonly sha256?: string | undefined;
}

/** A model to install: a named one, or one of the hub. */
export interface Installation {
  readonly name: string;
  readonly folder: string;
  readonly repository: string;
  readonly revision: string;
  readonly files: readonly WantedFile[];
  /** Length of the unit vectors. */
  readonly dimension: number;
  /** Reads the model in its folder when all files are there. */
  readonly read: () => ModelSpec;
}

/**
 * Install a model, or repair it: download missing or damaged files, check the model, record it.
 * @throws PicsiftError `download-failed`, `disk-full`, `interrupted`, `model-broken`, `worker-failed`.
 */
export async function installModel(
  store: ModelStore,
  installation: Installation,
  options: PullOptions,
): Promise<ModelSpec> {
  const { name, folder, read } = installation;
  if (await isInstalled(installation)) return read();
  try {
    await mkdir(folder, { recursive: true });
    return await whileLocked(folder, name, options.signal, async (signal) => {
      // Another process may have pulled it while this one waited.
      if (!(await isInstalled(installation))) await install(store, installation, { ...options, signal });
      return read();
    });
  } catch (error) {
    throw asDiskError(error, store.folder);
  }
}

async function isInstalled(installation: Installation): Promise<boolean> {
  const record = await readRecord(installation.folder, RECORD);
  if (record === undefined) return false;
  for (const file of installation.files) {
    if ((await intactFile(installation, file, record)) === undefined) return false;
  }
  return true;
}

/** Download, check, record. Each file is recorded when it is complete, so an interrupted pull does not repeat it. */
async function install(
  store: ModelStore,
  installation: Installation,
  { onProgress, signal }: PullOptions,
): Promise<void> {
  const { name, folder, repository, revision, files, dimension, read } = installation;
  const [finished, unfinished] = [join(folder, RECORD), join(folder, UNFINISHED_RECORD)];
  // During the repair the model does not count as installed.
  if (existsSync(finished)) await rename(finished, unfinished);
  const earlier = await readRecord(folder, UNFINISHED_RECORD);
  const record: InstallRecord = { name, repository, revision, files: [] };
  for (const [fileIndex, file] of files.entries()) {
    let entry = earlier && (await intactFile(installation, file, earlier));
    if (entry === undefined) {
      const { path, url, sha256 } = file;
      const startedAt = performance.now();
      const downloaded = await downloadFile({
        url,
        target: join(folder, path),
        sha256,
        token: store.token,
        timeouts: store.timeouts,
        signal,
        onProgress: (receivedBytes, totalBytes) =>
          onProgress?.({ file: path, receivedBytes, totalBytes, fileIndex, fileCount: files.length }),
      });
      debug('model', () => `${path} of ${name}: ${downloaded.size} bytes downloaded in ${since(startedAt)}`);
      entry = { path, size: downloaded.size, sha256: downloaded.sha256, url: shownUrl(url) };
    }
    record.files.push(entry);
    await writeRecord(folder, UNFINISHED_RECORD, record);
  }
  try {
    await selfCheck(read(), dimension);
  } catch (error) {
    if (error instanceof PicsiftError && error.code === 'model-broken') await rm(folder, { recursive: true });
    throw error;
  }
  await writeRecord(folder, UNFINISHED_RECORD, { ...record, installedAt: new Date().toISOString() });
  await rename(unfinished, finished);
}

/** Return the record of a file if the file on disk matches it, and if it is the wanted one. */
async function intactFile(
  { folder, repository, revision }: Installation,
  { path, sha256 }: WantedFile,
  record: InstallRecord,
): Promise<InstalledFile | undefined> {
  const entry = record.files.find((file) => file.path === path);
  if (entry === undefined) return undefined;
  const isSameSource = record.repository === repository && record.revision === revision;
  if (sha256 === undefined ? !isSameSource : sha256 !== entry.sha256) return undefined;
  return (await damage(folder, entry)) === undefined ? entry : undefined;
}
