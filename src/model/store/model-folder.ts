/** Reads a model on disk: a folder in the Hugging Face layout, with or without a manifest. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import { parsePreprocessing } from '../run/preprocessor-config.ts';
import type { ModelManifest } from './manifest.ts';

/** Everything that is needed to run a model. Plain data: it is sent to worker threads and child processes. */
export interface ModelSpec {
  readonly name: string;
  readonly folder: string;
  readonly visionFile: string;
  readonly textFile: string;
  readonly tokenizerFile: string;
  readonly preprocessing: Preprocessing;
  readonly contextLength: number;
  readonly padTokenId?: number | undefined;
  /** The words of a query replace "{}" in each prompt, and the vectors are averaged. */
  readonly prompts: readonly string[];
  /** Graphs that give the same vectors in less time, made from this model's own: see src/model/prepare. */
  readonly prepared?: PreparedFiles | undefined;
}

/** Absolute paths. A graph that is absent here is used as it is. */
export interface PreparedFiles {
  readonly visionFile?: string | undefined;
  readonly textFile?: string | undefined;
}

const DEFAULT_CONTEXT_LENGTH = 77;

/** Only the words: which prompts help differs from model to model, see docs/searching.md. */
const DEFAULT_PROMPTS = ['{}'];

/**
 * Read a model's folder.
 * @param manifest of a named model; without one (`--model-dir`) everything is read from the folder.
 * @throws PicsiftError `model-missing` if a file is missing, `model-broken` if one is invalid.
 */
export function readModelFolder(folder: string, manifest?: ModelManifest): ModelSpec {
  const full = resolve(folder);
  if (!existsSync(full))
    throw new PicsiftError('model-missing', `There is no model folder ${full}. Check the spelling.`);
  const name = manifest?.name ?? basename(full);
  return {
    name,
    folder: full,
    visionFile: findOnnx(full, ['vision_model', 'visual'], manifest),
    textFile: findOnnx(full, ['text_model', 'textual'], manifest),
    tokenizerFile: requireFile(full, 'tokenizer.json'),
    preprocessing: readPreprocessing(full, manifest),
    contextLength: manifest?.contextLength ?? readContextLength(full),
    prompts: manifest?.prompts ?? DEFAULT_PROMPTS,
    ...(manifest?.padTokenId === undefined ? {} : { padTokenId: manifest.padTokenId }),
  };
}

/** List the files that determine a model's vectors, relative to its folder. */
function modelFiles(spec: ModelSpec): string[] {
  const config = join(spec.folder, 'preprocessor_config.json');
  const files = [spec.visionFile, spec.textFile, spec.tokenizerFile, ...(existsSync(config) ? [config] : [])];
  return files.map((file) => file.slice(spec.folder.length + 1));
}

const ADVICE = 'Download the model again, or copy the file there.';

/** Hash all files of a model: vectors of models with different fingerprints are never compared. Hex SHA-256. */
export async function fingerprint(spec: ModelSpec): Promise<string> {
  const hash = createHash('sha256');
  for (const file of modelFiles(spec)) hash.update(await sha256OfFile(join(spec.folder, file)));
  hash.update(JSON.stringify(settingsOf(spec)));
  return hash.digest('hex');
}

/** List everything of a model that determines its vectors, except its files. A new setting is included by itself. */
function settingsOf(spec: ModelSpec): unknown[] {
  const { name, folder, visionFile, textFile, tokenizerFile, prompts, prepared, ...settings } = spec;
  const { preprocessing, contextLength, padTokenId = null, ...others } = settings;
  return [preprocessing, contextLength, padTokenId, ...Object.entries(others)];
}

/** Describe size and mtime of every file. While these stay the same, the fingerprint is not computed again. */
export function fileStamps(spec: ModelSpec): string {
  return modelFiles(spec)
    .map((file) => {
      const { size, mtimeMs } = statSync(join(spec.folder, file));
      return `${file}:${size}:${mtimeMs}`;
    })
    .join('|');
}

/** A stream with its small default pieces would take three times as long. */
const HASHED_AT_A_TIME = 1 << 20;

/** Compute the hex SHA-256 of a file, piece by piece. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(HASHED_AT_A_TIME);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(piece);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** Find an ONNX file: the manifest's if there is one, else `NAME.onnx` or the first `NAME_*.onnx`, in `onnx/` or `.`. */
function findOnnx(folder: string, stems: string[], manifest: ModelManifest | undefined): string {
  const named = manifest?.files.find(({ path }) => stems.some((stem) => basename(path).startsWith(stem)));
  if (named !== undefined) return requireFile(folder, named.path);
  for (const place of ['onnx', '.']) {
    const files = existsSync(join(folder, place)) ? readdirSync(join(folder, place)).sort() : [];
    for (const stem of stems) {
      const match = files.includes(`${stem}.onnx`)
        ? `${stem}.onnx`
        : files.find((file) => file.startsWith(`${stem}_`) && file.endsWith('.onnx'));
      if (match !== undefined) return join(folder, place, match);
    }
  }
  throw new PicsiftError('model-missing', `The model folder ${folder} has no onnx/${stems[0]}.onnx. ${ADVICE}`);
}

function requireFile(folder: string, path: string): string {
  const file = join(folder, path);
  if (!existsSync(file))
    throw new PicsiftError('model-missing', `The model folder ${folder} has no ${path}. ${ADVICE}`);
  return file;
}

function readPreprocessing(folder: string, manifest: ModelManifest | undefined): Preprocessing {
  try {
    return parsePreprocessing(
      manifest?.preprocessor ?? JSON.parse(readFileSync(requireFile(folder, 'preprocessor_config.json'), 'utf8')),
    );
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const text = `The model's preprocessor_config.json in ${folder} cannot be used: ${messageOf(error)}`;
    throw new PicsiftError('model-broken', text, { cause: error });
  }
}

function readContextLength(folder: string): number {
  const file = join(folder, 'tokenizer_config.json');
  if (!existsSync(file)) return DEFAULT_CONTEXT_LENGTH;
  const length = (JSON.parse(readFileSync(file, 'utf8')) as { model_max_length?: number }).model_max_length;
  // transformers writes 1e30 for "no limit".
  return length !== undefined && length < 100_000 ? length : DEFAULT_CONTEXT_LENGTH;
}
