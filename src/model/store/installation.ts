/** Installs one model: downloads its files, checks that it works, and records it. */

import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { shownUrl } from '../../net/request-error.ts';
import { checkFiles } from '../run/check-files.ts';
import { selfCheck } from '../run/self-check.ts';
import { downloadFile } from './download.ts';
import { asDiskError, requireSpace } from './download-errors.ts';
import { whileLocked } from './folder-lock.ts';
import type { ModelSpec } from './model-folder.ts';
import type { ModelStore, PullOptions } from './model-store.ts';
import { partFileOf } from './part-file.ts';
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
interface WantedFile {
  /** Relative to the model's folder. */
  readonly path: string;
  readonly url: string;
  /** Bytes, if known. */
  readonly size?: number | undefined;
  /** Lower-case hex SHA-256 or git blob SHA-1, if known. */
  readonly hash?: string | undefined;
}

/** Something to install that comes as files. `T` describes it when it is installed. */
interface FilesToInstall<T> {
  readonly name: string;
  readonly folder: string;
  readonly repository: string;
  readonly revision: string;
  readonly licence?: string | undefined;
  readonly files: readonly WantedFile[];
  /** Lists files that only the graphs name, when these are there. */
  readonly moreFiles?: (() => readonly WantedFile[]) | undefined;
  /** Throws if picsift cannot do what the small files say. They must stand before the graphs in `files`. */
  readonly checkRules?: (() => void) | undefined;
  /** Reads the model in its folder when all files are there. */
  readonly read: () => T;
  /** Throws if the model does not work. */
  readonly check: (model: T) => Promise<void>;
}

/** Enough for the download. */
type Files = Omit<FilesToInstall<unknown>, 'read' | 'check'>;

/** A model for searches: a named one, or one of the hub. */
export interface Installation extends Omit<FilesToInstall<ModelSpec>, 'check'> {
  /** Length of the unit vectors, if it is known before they are computed. */
  readonly dimension?: number | undefined;
}

/**
 * Install a model for searches, or repair it, as `installFiles`.
 * @throws PicsiftError those of `installFiles`; `worker-failed`.
 */
export function installModel(
  store: ModelStore,
  { dimension, ...installation }: Installation,
  options: PullOptions,
): Promise<ModelSpec> {
  const check = async (spec: ModelSpec) => {
    // Its sentences are clearer than those of the library that loads the graphs.
    checkFiles(spec);
    await selfCheck({ spec, dimension });
  };
  return installFiles(store, { ...installation, check }, options);
}

/**
 * Install a model, or repair it: download missing or damaged files, check the model, record it.
 * @throws PicsiftError `download-failed`, `disk-full`, `interrupted`, `model-broken`.
 */
export async function installFiles<T>(
  store: ModelStore,
  installation: FilesToInstall<T>,
  options: PullOptions,
): Promise<T> {
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
    // Nothing was downloaded: an empty folder would only puzzle people.
    await rmdir(folder).catch(() => {});
    throw asDiskError(error, store.folder);
  }
}

async function isInstalled(installation: Files): Promise<boolean> {
  const record = readRecord(installation.folder, RECORD);
  if (record === undefined) return false;
  for (const list of [() => installation.files, () => installation.moreFiles?.() ?? []]) {
    for (const file of list()) if ((await intactFile(installation, file, record)) === undefined) return false;
  }
  return true;
}

/** Download, check, record. A model that cannot be used leaves nothing behind. */
async function install<T>(store: ModelStore, installation: FilesToInstall<T>, options: PullOptions): Promise<void> {
  const { folder, read, check } = installation;
  try {
    const record = await download(store, installation, options);
    await check(read());
    await writeRecord(folder, UNFINISHED_RECORD, { ...record, installedAt: new Date().toISOString() });
  } catch (error) {
    const isUseless = error instanceof PicsiftError && /^model-(broken|unsupported)$/.test(error.code);
    if (isUseless) await rm(folder, { recursive: true });
    throw error;
  }
  await rename(join(folder, UNFINISHED_RECORD), join(folder, RECORD));
}

/** Download what is missing. Each file is recorded when it is complete, so an interrupted pull does not repeat it. */
async function download(store: ModelStore, installation: Files, options: PullOptions): Promise<InstallRecord> {
  const { name, folder, repository, revision, licence, files, moreFiles, checkRules } = installation;
  // A process that this one has waited for may have removed it.
  await mkdir(folder, { recursive: true });
  const [finished, unfinished] = [join(folder, RECORD), join(folder, UNFINISHED_RECORD)];
  // During the repair the model does not count as installed.
  if (existsSync(finished)) await rename(finished, unfinished);
  const earlier = readRecord(folder, UNFINISHED_RECORD);
  const origin = { name, repository, revision, ...(licence !== undefined && { licence }) };
  const wanted: WantedFile[] = [];
  const entries = new Map<string, InstalledFile>();
  const record = (): InstallRecord => ({ ...origin, files: wanted.flatMap(({ path }) => entries.get(path) ?? []) });

  async function fetchMissing(list: readonly WantedFile[]): Promise<void> {
    wanted.push(...list);
    for (const file of list) {
      const entry = earlier && (await intactFile(installation, file, earlier));
      if (entry !== undefined) entries.set(file.path, entry);
    }
    const missing = list.filter(({ path }) => !entries.has(path));
    options.onFiles?.(missing);
    await requireSpaceFor(folder, missing);
    const firstGraph = list.findIndex(({ path }) => path.endsWith('.onnx'));
    for (const [index, file] of list.entries()) {
      if (index === firstGraph) checkRules?.();
      if (entries.has(file.path)) continue;
      entries.set(file.path, await fetchFile(file, [index, list.length], store, installation, options));
      await writeRecord(folder, UNFINISHED_RECORD, record());
    }
  }

  await fetchMissing(files);
  const more = moreFiles?.() ?? [];
  if (more.length > 0) await fetchMissing(more);
  return record();
}

/** @param place index of the file in a list, and the length of the list. */
async function fetchFile(
  { path, url, size, hash }: WantedFile,
  [fileIndex, fileCount]: readonly [number, number],
  store: ModelStore,
  { name, folder }: Files,
  { onProgress, signal }: PullOptions,
): Promise<InstalledFile> {
  const startedAt = performance.now();
  const downloaded = await downloadFile({
    url,
    target: join(folder, path),
    size,
    hash,
    token: store.token,
    timeouts: store.timeouts,
    signal,
    onProgress: (receivedBytes, totalBytes) =>
      onProgress?.({ file: path, receivedBytes, totalBytes, fileIndex, fileCount }),
  });
  debug('model', () => `${path} of ${name}: ${downloaded.size} bytes downloaded in ${since(startedAt)}`);
  return { path, size: downloaded.size, sha256: downloaded.sha256, url: shownUrl(url) };
}

/** Check that all files fit on the disk, before the first of them is downloaded. Files of unknown size count nothing. */
async function requireSpaceFor(folder: string, missing: readonly WantedFile[]): Promise<void> {
  let bytes = 0;
  for (const { path, size = 0 } of missing) bytes += Math.max(0, size - (await partFileOf(join(folder, path)).size()));
  await requireSpace(folder, bytes);
}

/** Return the record of a file if the file on disk matches it, and if it is the wanted one. */
async function intactFile(
  { folder, repository, revision }: Files,
  { path, hash }: WantedFile,
  record: InstallRecord,
): Promise<InstalledFile | undefined> {
  const entry = record.files.find((file) => file.path === path);
  if (entry === undefined) return undefined;
  // Equal bytes are the wanted ones wherever they came from. A git blob's hash is not in the record.
  const isWanted =
    hash?.length === 64 ? hash === entry.sha256 : record.repository === repository && record.revision === revision;
  if (!isWanted) return undefined;
  return (await damage(folder, entry)) === undefined ? entry : undefined;
}
