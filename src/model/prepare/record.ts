/**
 * The record of what was prepared for a model: `<store>/prepared/<fingerprint>/prepared.json`. Nothing in that folder is
 * needed: a model without it gives the same vectors and only takes longer.
 */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../../base/paths.ts';
import type { ModelSpec, PreparedFiles } from '../store/model-folder.ts';
import { isWorthTable } from '../tokenizer/table/worth-table.ts';

export type Half = 'vision' | 'text';

/** What was found out about one graph. Times in milliseconds for one input on one thread. */
export interface HalfRecord {
  readonly result: 'faster' | 'not faster' | 'different outputs' | 'nothing to do' | 'failed';
  /** Number of weights that became signed. */
  readonly weights: number;
  readonly msBefore?: number | undefined;
  readonly msAfter?: number | undefined;
  /** Why it failed. */
  readonly reason?: string | undefined;
  /** Of the result "faster". Path inside the folder, and bytes. */
  readonly file?: string | undefined;
  readonly size?: number | undefined;
}

export interface PreparedRecord {
  /** Covers all files of the model, see store/fingerprint.ts. */
  readonly fingerprint: string;
  readonly model: { readonly name: string; readonly folder: string };
  /** Version of picsift, which decides on the version of onnxruntime and on the rewrite. */
  readonly program: string;
  /** Another processor may run other code, which is not exact or not faster. */
  readonly processor: string;
  /** How often the work has begun. */
  readonly attempts: number;
  /** Absent while it is not finished. */
  readonly halves?: Readonly<Record<Half, HalfRecord>> | undefined;
}

const RECORD = 'prepared.json';

/** If a process is killed this often, the model may need more memory than there is. */
const MAX_ATTEMPTS = 3;

/** @param store the folder of all models. */
export function preparedFolder(store: string, fingerprint: string): string {
  return join(store, 'prepared', fingerprint.slice(0, 32));
}

/** Start a record for this version of picsift and this processor. */
export function newRecord({ name, folder }: ModelSpec, fingerprint: string, earlier?: PreparedRecord): PreparedRecord {
  const processor = `${process.arch} ${cpus()[0]?.model ?? ''}`;
  const record = { fingerprint, model: { name, folder }, program: packageVersion(), processor, attempts: 1 };
  return { ...record, attempts: isSameWork(record, earlier) ? earlier!.attempts + 1 : 1 };
}

/**
 * Find the prepared files of a model; undefined if they must be made first. Without files if its own graphs are best.
 */
export function findPrepared(store: string, spec: ModelSpec, fingerprint: string): PreparedFiles | undefined {
  const folder = preparedFolder(store, fingerprint);
  const record = readRecord(folder);
  if (record === undefined || !isSameWork(newRecord(spec, fingerprint), record)) return undefined;
  if (record.halves === undefined) return record.attempts < MAX_ATTEMPTS ? undefined : withoutGraphs(folder, spec);
  const { vision, text } = record.halves;
  if (!isWhole(folder, vision) || !isWhole(folder, text)) return undefined;
  return {
    ...withoutGraphs(folder, spec),
    ...(vision.file === undefined ? {} : { visionFile: join(folder, vision.file) }),
    ...(text.file === undefined ? {} : { textFile: join(folder, text.file) }),
  };
}

/** @param folder of the prepared files. */
export function withoutGraphs(folder: string, { tokenizerFile }: ModelSpec): PreparedFiles {
  return isWorthTable(tokenizerFile) ? { tokenizerTable: join(folder, 'tokenizer.table') } : {};
}

/** List the fingerprints of the models that have a record. */
export function preparedFingerprints(store: string): string[] {
  const folder = join(store, 'prepared');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => readRecord(join(folder, name))?.fingerprint ?? []);
}

export function readRecord(folder: string): PreparedRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as PreparedRecord;
  } catch {
    // Missing or damaged: the work is done again.
    return undefined;
  }
}

export function writeRecord(folder: string, record: PreparedRecord): void {
  const temporary = join(folder, `${RECORD}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { flush: true });
  renameSync(temporary, join(folder, RECORD));
}

/** Remove what was prepared for other files of the same model, and for models that are gone. */
export function removeOutdated(store: string, { fingerprint, model }: PreparedRecord): void {
  const current = preparedFolder(store, fingerprint);
  for (const name of readdirSync(join(store, 'prepared'))) {
    const folder = join(store, 'prepared', name);
    const other = readRecord(folder)?.model;
    if (folder === current || other === undefined) continue;
    if (other.folder === model.folder || !existsSync(other.folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isSameWork(a: PreparedRecord, b: PreparedRecord | undefined): boolean {
  return a.fingerprint === b?.fingerprint && a.program === b.program && a.processor === b.processor;
}

/** True if the file is there with all its bytes, or if there is none. */
function isWhole(folder: string, { file, size }: HalfRecord): boolean {
  return file === undefined || statSync(join(folder, file), { throwIfNoEntry: false })?.size === size;
}
