/**
 * Finds, downloads and verifies the models on this machine. A downloaded model is a folder of the store with the record
 * `installed.json`; until the download is complete, the record is named `installing.json`.
 */

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { debug, since } from '../../base/debug.ts';
import { PicsiftError, systemCode } from '../../base/errors.ts';
import { packageRoot } from '../../base/paths.ts';
import type { Timeouts } from '../../net/request.ts';
import { shownUrl } from '../../net/request-error.ts';
import { selfCheck } from '../run/self-check.ts';
import { downloadFile } from './download.ts';
import { asDiskError } from './download-errors.ts';
import { loadManifest, type ModelFile, type ModelManifest } from './manifest.ts';
import { type ModelSpec, readModelFolder, sha256OfFile } from './model-folder.ts';

export interface ModelStore {
  /** Contains a folder for each downloaded model. */
  readonly folder: string;
  /** URL of the hub or a mirror of it, without a slash at the end. */
  readonly endpoint: string;
  /** Access token of the hub. */
  readonly token?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

/** @internal */
export interface PullProgress {
  /** Path inside the model's folder. */
  readonly file: string;
  readonly receivedBytes: number;
  /** Undefined if the hub does not announce it. */
  readonly totalBytes: number | undefined;
  /** From 0. */
  readonly fileIndex: number;
  readonly fileCount: number;
}

export interface PullOptions {
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FileVerdict {
  readonly file: string;
  readonly ok: boolean;
  readonly reason?: string;
}

const RECORD = 'installed.json';
const UNFINISHED_RECORD = 'installing.json';

/** A lock that its holder has not refreshed for this long is stale: the holder is treated as dead. */
const LOCK_STALE_MS = 10_000;
const LOCK_POLL_MS = 200;

const recordSchema = z.object({
  name: z.string(),
  repository: z.string(),
  revision: z.string(),
  installedAt: z.iso.datetime().optional(),
  files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string(), url: z.string() })),
});
type InstallRecord = z.infer<typeof recordSchema>;
type InstalledFile = InstallRecord['files'][number];

/**
 * Find a named model that is ready to use; undefined if it must be downloaded first. Checks only that the files exist,
 * not their bytes, so it is fast.
 * @throws PicsiftError `unknown-model`; `model-missing` if files of an installed model are gone.
 */
export function findModel(store: ModelStore, name: string): ModelSpec | undefined {
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  if (manifest.repository !== undefined && !existsSync(join(folder, RECORD))) return undefined;
  return readModelFolder(folder, manifest);
}

/**
 * Install a named model, or repair it: download missing or damaged files, check the model, record it.
 * @throws PicsiftError `unknown-model`, `download-failed`, `disk-full`, `interrupted`, `model-broken`, `worker-failed`.
 */
export async function pullModel(store: ModelStore, name: string, options: PullOptions = {}): Promise<ModelSpec> {
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
  const folder = modelFolder(store, manifest);
  if (manifest.repository === undefined || (await isInstalled(folder, manifest))) {
    return readModelFolder(folder, manifest);
  }
  try {
    await mkdir(folder, { recursive: true });
    return await whileLocked(folder, manifest.name, options.signal, async (signal) => {
      // Another process may have pulled it while this one waited.
      if (!(await isInstalled(folder, manifest))) await install(store, manifest, { ...options, signal });
      return readModelFolder(folder, manifest);
    });
  } catch (error) {
    throw asDiskError(error, store.folder);
  }
}

/**
 * Compare a model's files with the record of its download (the built-in model: with its manifest).
 * @throws PicsiftError `unknown-model`; `model-missing` if it is not installed.
 */
export async function verifyModel(store: ModelStore, name: string): Promise<FileVerdict[]> {
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  const files = manifest.repository === undefined ? manifest.files : (await readRecord(folder, RECORD))?.files;
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

function modelFolder(store: ModelStore, { name, repository }: ModelManifest): string {
  return repository === undefined ? join(packageRoot(), 'models', name) : join(store.folder, name);
}

async function isInstalled(folder: string, manifest: ModelManifest): Promise<boolean> {
  const record = await readRecord(folder, RECORD);
  if (record === undefined) return false;
  for (const file of manifest.files) if ((await intactFile(folder, manifest, file, record)) === undefined) return false;
  return true;
}

/** Download, check, record. Each file is recorded when it is complete, so an interrupted pull does not repeat it. */
async function install(store: ModelStore, manifest: ModelManifest, { onProgress, signal }: PullOptions): Promise<void> {
  const folder = modelFolder(store, manifest);
  const [finished, unfinished] = [join(folder, RECORD), join(folder, UNFINISHED_RECORD)];
  // During the repair the model does not count as installed.
  if (existsSync(finished)) await rename(finished, unfinished);
  const earlier = await readRecord(folder, UNFINISHED_RECORD);
  const record: InstallRecord = { ...origin(manifest), files: [] };
  for (const [fileIndex, file] of manifest.files.entries()) {
    let entry = await intactFile(folder, manifest, file, earlier);
    if (entry === undefined) {
      const url = fileUrl(store, manifest, file);
      const startedAt = performance.now();
      const { size, sha256 } = await downloadFile({
        url,
        target: join(folder, file.path),
        sha256: file.sha256,
        token: store.token,
        timeouts: store.timeouts,
        signal,
        onProgress: (receivedBytes, totalBytes) =>
          onProgress?.({ file: file.path, receivedBytes, totalBytes, fileIndex, fileCount: manifest.files.length }),
      });
      debug('model', () => `${file.path} of ${manifest.name}: ${size} bytes downloaded in ${since(startedAt)}`);
      entry = { path: file.path, size, sha256, url: shownUrl(url) };
    }
    record.files.push(entry);
    await writeRecord(unfinished, record);
  }
  try {
    await selfCheck(readModelFolder(folder, manifest), manifest.dimension);
  } catch (error) {
    if (error instanceof PicsiftError && error.code === 'model-broken') await rm(folder, { recursive: true });
    throw error;
  }
  await writeRecord(unfinished, { ...record, installedAt: new Date().toISOString() });
  await rename(unfinished, finished);
}

/** Return the record of a file if the file on disk matches it and the manifest names the same source. */
async function intactFile(
  folder: string,
  manifest: ModelManifest,
  { path, sha256 }: ModelFile,
  record: InstallRecord | undefined,
): Promise<InstalledFile | undefined> {
  const { repository, revision } = origin(manifest);
  if (record?.repository !== repository || record.revision !== revision) return undefined;
  const entry = record.files.find((file) => file.path === path);
  if (entry === undefined || (sha256 !== undefined && sha256 !== entry.sha256)) return undefined;
  return (await damage(folder, entry)) === undefined ? entry : undefined;
}

/** Describe the damage of a file on disk; undefined if it is intact. */
async function damage(
  folder: string,
  expected: { path: string; size?: number | undefined; sha256?: string | undefined },
): Promise<string | undefined> {
  const file = join(folder, expected.path);
  try {
    const { size } = await stat(file);
    if (expected.size !== undefined && expected.size !== size) return `has ${size} bytes instead of ${expected.size}`;
    if (expected.sha256 !== undefined && expected.sha256 !== (await sha256OfFile(file))) return 'has different bytes';
    return undefined;
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'is missing' : `cannot be read (${systemCode(error)})`;
  }
}

function origin({ name, repository, revision }: ModelManifest): Omit<InstallRecord, 'files'> {
  return { name, repository: repository!, revision: revision ?? 'main' };
}

/**
 * Make the URL of a file: ENDPOINT/REPOSITORY/resolve/REVISION/FILE.
 * Source: https://huggingface.co/docs/hub/models-downloading
 */
function fileUrl({ endpoint }: ModelStore, manifest: ModelManifest, file: ModelFile): string {
  const { repository, revision } = origin(manifest);
  const segments = [
    ...(file.repository ?? repository).split('/'),
    'resolve',
    // A revision is one segment even if it contains a slash ("refs/pr/1").
    revision,
    ...(file.from ?? file.path).split('/'),
  ];
  return [endpoint.replace(/\/+$/, ''), ...segments.map(encodeURIComponent)].join('/');
}

async function readRecord(folder: string, name: string): Promise<InstallRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch {
    // The record is missing or invalid: its files are downloaded again.
    return undefined;
  }
}

async function writeRecord(file: string, record: InstallRecord): Promise<void> {
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`, { flush: true });
}

/** Run `work` with a lock on the model's folder. The signal that `work` gets is also aborted when the lock is lost. */
async function whileLocked<T>(
  folder: string,
  name: string,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Only a download needs this module.
  const { lock } = await import('proper-lockfile');
  const lost = new AbortController();
  const onCompromised = () =>
    lost.abort(
      new PicsiftError(
        'download-failed',
        `Another picsift took over the download of the model "${name}". Run the same command again.`,
      ),
    );
  let release: (() => Promise<void>) | undefined;
  while (release === undefined) {
    try {
      release = await lock(folder, { realpath: false, stale: LOCK_STALE_MS, onCompromised });
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw error;
      await sleep(LOCK_POLL_MS, undefined, { signal: stop }).catch(() => {
        const text = `Stopped waiting for another download of the model "${name}". Run the same command again.`;
        throw new PicsiftError('interrupted', text);
      });
    }
  }
  try {
    return await work(stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]));
  } finally {
    // Fails if the lock was lost; then there is nothing to release.
    await release().catch(() => {});
  }
}
