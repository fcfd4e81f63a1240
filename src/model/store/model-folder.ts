/** Reads a model on disk: a folder in one of the layouts of layout.ts, with or without a manifest. */

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PicsiftError } from '../../base/errors.ts';
import { readJson } from '../layout/config-file.ts';
import { externalFilesOf } from '../layout/external-files.ts';
import { embedsByPooling } from '../layout/family.ts';
import { modelRoot } from '../layout/folder-paths.ts';
import { findLayout, type Layout } from '../layout/layout.ts';
import { readPreprocessing } from '../layout/preprocessing.ts';
import { hasTokenizerOfSiglip, readTextRules } from '../layout/text-files.ts';
import type { HalfProviders } from '../provider/provider.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import type { TextRules } from '../tokenizer/text-rules.ts';
import type { ModelManifest } from './manifest.ts';

/** Everything that is needed to run a model. Plain data: it is sent to worker threads and child processes. */
export interface ModelSpec {
  readonly name: string;
  readonly folder: string;
  readonly visionFile: string;
  readonly textFile: string;
  readonly tokenizerFile: string;
  /** Weights of the graphs that are in files of their own. */
  readonly dataFiles: readonly string[];
  /** The files from which preprocessing, rules for texts and family were read. */
  readonly configFiles: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly text: TextRules;
  /** The graphs' output `pooler_output` is the embedding. */
  readonly poolerOutput?: true;
  /** The words of a query replace "{}" in each prompt, and the vectors are averaged. */
  readonly prompts: readonly string[];
  /** Graphs that give the same vectors in less time, made from this model's own: see src/model/prepare. */
  readonly prepared?: PreparedFiles | undefined;
  /** What runs it. Absent: the CPU. Not a part of the fingerprint, because the vectors are nearly the same. */
  readonly providers?: HalfProviders | undefined;
}

/** Absolute paths. A graph that is absent here is used as it is. */
export interface PreparedFiles {
  readonly visionFile?: string | undefined;
  readonly textFile?: string | undefined;
  /** The table of a large tokenizer: see `tokenizerByTable`. It is made with the first text. */
  readonly tokenizerTable?: string | undefined;
}

/** Only the words: which prompts help differs from model to model, see docs/searching.md. */
const DEFAULT_PROMPTS = ['{}'];

/**
 * Read a model's folder.
 * @param manifest of a named model; without one (`--model-dir`) everything is read from the folder.
 * @throws PicsiftError `model-missing` if a file of the manifest is missing, `model-unsupported` if picsift cannot run
 *   the model, `model-broken` if a file is invalid.
 */
export function readModelFolder(folder: string, manifest?: ModelManifest): ModelSpec {
  const full = resolve(folder);
  if (!existsSync(full))
    throw new PicsiftError('model-missing', `There is no model folder ${full}. Check the spelling.`);
  const { root, layout, paths } = manifest === undefined ? layoutOnDisk(full) : layoutOf(manifest, full);
  const file = (path: string) => join(root, path);
  const inside = [layout.vision, layout.text].flatMap((graph) => externalFilesOf(graph, paths, file));
  return {
    name: manifest?.name ?? basename(full),
    folder: full,
    visionFile: file(layout.vision),
    textFile: file(layout.text),
    tokenizerFile: file(layout.tokenizer),
    dataFiles: [...new Set([...layout.data, ...inside])].map(file),
    ...readRules(full, root, layout, manifest),
    prompts: manifest?.prompts ?? DEFAULT_PROMPTS,
  };
}

type Rules = Pick<ModelSpec, 'configFiles' | 'preprocessing' | 'text' | 'poolerOutput'>;

/**
 * Read what a model's small files say; the graphs need not be there yet.
 * @param root folder to which the paths of `layout` are relative.
 * @throws PicsiftError `model-unsupported`, `model-broken`.
 */
export function readRules(folder: string, root: string, layout: Layout, manifest?: ModelManifest): Rules {
  const configs = new Map(layout.configs.map((path) => [basename(path), join(root, path)]));
  const config = configs.get('config.json');
  const vision = join(root, layout.vision);
  const tokenizer = join(root, layout.tokenizer);
  const mayLackConfigs = layout.kind === 'openclip' && existsSync(vision) && !hasTokenizerOfSiglip(tokenizer);
  const openClipGraph = mayLackConfigs ? vision : undefined;
  const names = [manifest?.repository ?? [], manifest?.name ?? basename(folder)].flat().join(' ');
  return {
    configFiles: [...configs.values()],
    preprocessing: readPreprocessing(folder, { configs, given: manifest?.preprocessor, openClipGraph }),
    text: { ...readTextRules(tokenizer, configs, names), ...manifestRules(manifest) },
    ...(config !== undefined && embedsByPooling(readJson(config), config) && { poolerOutput: true }),
  };
}

interface Located {
  readonly root: string;
  readonly layout: Layout;
  readonly paths: readonly string[];
}

function layoutOnDisk(folder: string): Located {
  const { root, inside, paths } = modelRoot(folder);
  const layout = findLayout(paths, 'float32', { name: `The model folder ${folder}`, folder: inside });
  return { root, layout, paths };
}

function layoutOf({ name, files }: ModelManifest, folder: string): Located {
  const paths = files.map(({ path }) => path);
  const missing = paths.find((path) => !existsSync(join(folder, path)));
  if (missing !== undefined) {
    const text = `The model folder ${folder} has no ${missing}. Download the model again, or copy the file there.`;
    throw new PicsiftError('model-missing', text);
  }
  return { root: folder, layout: findLayout(paths, 'float32', { name: `The model "${name}"` }), paths };
}

function manifestRules(manifest: ModelManifest | undefined): Partial<TextRules> {
  if (manifest === undefined) return {};
  const { contextLength, padTokenId } = manifest;
  return {
    ...(contextLength !== undefined && { contextLength }),
    ...(padTokenId !== undefined && { padTokenId, fill: true }),
  };
}
