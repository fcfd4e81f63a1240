/** A model on disk: a folder in the Hugging Face layout, with a manifest or without one. */

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import { parsePreprocessing } from '../run/preprocessor-config.ts';
import type { ModelManifest } from './manifest.ts';

/** All that is needed to run a model. Plain data: it crosses to worker threads and child processes. */
export interface ModelSpec {
  readonly name: string;
  readonly folder: string;
  readonly visionFile: string;
  readonly textFile: string;
  readonly tokenizerFile: string;
  readonly preprocessing: Preprocessing;
  readonly contextLength: number;
  readonly padTokenId?: number | undefined;
  /** A query's words are put in place of "{}" in each, and the vectors averaged. */
  readonly prompts: readonly string[];
}

const DEFAULT_CONTEXT_LENGTH = 77;

/** The words alone: which prompts help differs from model to model, see docs/searching.md. */
const DEFAULT_PROMPTS = ['{}'];

/**
 * Read a model's folder.
 * @param manifest of a named model; without one (`--model-dir`) everything is read from the folder itself.
 * @throws PicsiftError `model-missing` where a file is not there, `model-broken` where one makes no sense.
 */
export function readModelFolder(folder: string, manifest?: ModelManifest): ModelSpec {
  const full = resolve(folder);
  if (!existsSync(full)) throw new PicsiftError('model-missing', `There is no model folder ${full}.`);
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

/** The files that decide what a model's vectors are, relative to its folder. */
function modelFiles(spec: ModelSpec): string[] {
  const config = join(spec.folder, 'preprocessor_config.json');
  const files = [spec.visionFile, spec.textFile, spec.tokenizerFile, ...(existsSync(config) ? [config] : [])];
  return files.map((file) => file.slice(spec.folder.length + 1));
}

/** One hash for the whole model: vectors of models with different fingerprints are never compared. Hex SHA-256. */
export async function fingerprint(spec: ModelSpec): Promise<string> {
  const whole = createHash('sha256');
  for (const file of modelFiles(spec)) whole.update(await sha256OfFile(join(spec.folder, file)));
  whole.update(JSON.stringify([spec.preprocessing, spec.contextLength, spec.padTokenId ?? null]));
  return whole.digest('hex');
}

/** Size and mtime of every file: while these stay the same, the fingerprint needs no second look. */
export function fileStamps(spec: ModelSpec): string {
  return modelFiles(spec)
    .map((file) => {
      const { size, mtimeMs } = statSync(join(spec.folder, file));
      return `${file}:${size}:${mtimeMs}`;
    })
    .join('|');
}

/** Hex SHA-256 of a file, streamed. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The manifest's file where there is one; else `NAME.onnx`, else the first `NAME_*.onnx`, in `onnx/` or beside it. */
function findOnnx(folder: string, stems: string[], manifest: ModelManifest | undefined): string {
  const named = manifest?.files.find(({ path }) => stems.some((stem) => basename(path).startsWith(stem)));
  if (named !== undefined) return requireFile(folder, named.path);
  for (const place of ['onnx', '.']) {
    const there = existsSync(join(folder, place)) ? readdirSync(join(folder, place)).sort() : [];
    for (const stem of stems) {
      const match = there.includes(`${stem}.onnx`)
        ? `${stem}.onnx`
        : there.find((file) => file.startsWith(`${stem}_`) && file.endsWith('.onnx'));
      if (match !== undefined) return join(folder, place, match);
    }
  }
  throw new PicsiftError('model-missing', `The model folder ${folder} has no onnx/${stems[0]}.onnx.`);
}

function requireFile(folder: string, path: string): string {
  const file = join(folder, path);
  if (!existsSync(file)) throw new PicsiftError('model-missing', `The model folder ${folder} has no ${path}.`);
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
