/**
 * The models on this machine: found by name, pulled from the hub, verified. A pulled model is a folder of the store
 * with the record `installed.json`; while it is being pulled the record is called `installing.json`.
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
  /** Holds a folder for each pulled model. */
  readonly folder: string;
  /** The hub or a mirror of it, without a slash at the end. */
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
  /** Undefined where the hub does not say. */
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

/** After so long without a sign of life, the holder of a model's lock is taken for dead. */
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
 * A named model that is ready to use, or undefined where it has to be pulled first. Looks at names only, so it is
 * quick and the bytes are trusted.
 * @throws PicsiftError `unknown-model`; `model-missing` where files of an installed model are gone.
 */
export function findModel(store: ModelStore, name: string): ModelSpec | undefined {
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  if (manifest.repository !== undefined && !existsSync(join(folder, RECORD))) return undefined;
  return readModelFolder(folder, manifest);
}

/**
 * Have a named model installed and whole: download what is missing or damaged, check the model, record it.
 * @throws PicsiftError `unknown-model`, `download-failed`, `disk-full`, `interrupted`, `model-broken`, `worker-failed`.
 */
export async function pullModel(store: ModelStore, name: string, options: PullOptions = {}): Promise<ModelSpec> {
  return installManifest(store, loadManifest(name), options);
}

/**
 * `pullModel` for a manifest that need not be among picsift's own.
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
 * Compare a model's files with what was recorded when it was pulled (for the built-in model: with its manifest).
 * @throws PicsiftError `unknown-model`, `model-missing` where it is not installed.
 */
export async function verifyModel(store: ModelStore, name: string): Promise<FileVerdict[]> {
  const manifest = loadManifest(name);
  const folder = modelFolder(store, manifest);
  const files = manifest.repository === undefined ? manifest.files : (await readRecord(folder, RECORD))?.files;
  if (files === undefined) {
    const text = `The model "${name}" is not installed. Get it with: picsift model pull ${name}`;
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
  for (const file of manifest.files) if ((await wholeFile(folder, manifest, file, record)) === undefined) return false;
  return true;
}

/** Download, check, record. The record grows with every file, so that an interrupted pull repeats none. */
async function install(store: ModelStore, manifest: ModelManifest, { onProgress, signal }: PullOptions): Promise<void> {
  const folder = modelFolder(store, manifest);
  const [finished, unfinished] = [join(folder, RECORD), join(folder, UNFINISHED_RECORD)];
  // What has to be mended is not installed meanwhile.
  if (existsSync(finished)) await rename(finished, unfinished);
  const earlier = await readRecord(folder, UNFINISHED_RECORD);
  const record: InstallRecord = { ...origin(manifest), files: [] };
  for (const [fileIndex, file] of manifest.files.entries()) {
    let entry = await wholeFile(folder, manifest, file, earlier);
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

/** The record of a file that is on disk as it was pulled, and from where the manifest says. */
async function wholeFile(
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

/** What is wrong with a file on disk, or undefined. */
async function damage(
  folder: string,
  expected: { path: string; size?: number | undefined; sha256?: string | undefined },
): Promise<string | undefined> {
  const file = join(folder, expected.path);
  try {
    const { size } = await stat(file);
    if (expected.size !== undefined && expected.size !== size) return `has ${size} bytes instead of ${expected.size}`;
    if (expected.sha256 !== undefined && expected.sha256 !== (await sha256OfFile(file))) return 'has other bytes';
    return undefined;
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'is missing' : `cannot be read (${systemCode(error)})`;
  }
}

function origin({ name, repository, revision }: ModelManifest): Omit<InstallRecord, 'files'> {
  return { name, repository: repository!, revision: revision ?? 'main' };
}

/** https://huggingface.co/docs/hub/models-downloading: ENDPOINT/REPOSITORY/resolve/REVISION/FILE. */
function fileUrl({ endpoint }: ModelStore, manifest: ModelManifest, file: ModelFile): string {
  const { repository, revision } = origin(manifest);
  const segments = [
    ...(file.repository ?? repository).split('/'),
    'resolve',
    // A revision may hold a slash ("refs/pr/1") and is one segment all the same.
    revision,
    ...(file.from ?? file.path).split('/'),
  ];
  return [endpoint.replace(/\/+$/, ''), ...segments.map(encodeURIComponent)].join('/');
}

async function readRecord(folder: string, name: string): Promise<InstallRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch {
    // None, or none that makes sense: what it spoke of is pulled again.
    return undefined;
  }
}

async function writeRecord(file: string, record: InstallRecord): Promise<void> {
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`, { flush: true });
}

/** Run `work` while no other process works on the same model's folder; its signal also tells when the lock was lost. */
async function whileLocked<T>(
  folder: string,
  name: string,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Loaded here because only a download needs it.
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
        const text = `The wait for another download of the model "${name}" was stopped. Run the same command again.`;
        throw new PicsiftError('interrupted', text);
      });
    }
  }
  try {
    return await work(stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]));
  } finally {
    // Fails where the lock was lost, and then there is nothing to give back.
    await release().catch(() => {});
  }
}
