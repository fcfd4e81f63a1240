/** Chooses from the files of a repository those that a model needs. Pure. */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import { findLayout, type Layout, type Precision } from '../layout/layout.ts';
import type { HubReference } from './hub-reference.ts';
import type { HubFile } from './listing.ts';

/** 8-bit weights need a quarter of the download, and are the faster ones on processors of the last years. */
const DEFAULT_VARIANT: Precision = 'int8';

/** How the names of the graphs end. */
const GRAPHS: Readonly<Record<Precision, RegExp>> = {
  float32: /(?<!_(fp16|int8|uint8|quantized|q4|q4f16|bnb4))\.onnx$/,
  int8: /_(int8|uint8|quantized)\.onnx$/,
};

export interface ChosenFiles {
  readonly layout: Layout;
  /**
   * The small files come first: what picsift does not understand in them is refused before anything large is
   * downloaded.
   */
  readonly files: readonly HubFile[];
}

/** @throws PicsiftError `model-unsupported` with the reason in one sentence. */
export function chooseFiles(reference: HubReference, files: readonly HubFile[]): ChosenFiles {
  const { repository, folder, variant } = reference;
  const paths = files.map(({ path }) => path);
  const layout = findLayout(paths, variant ?? DEFAULT_VARIANT, { name: repository, folder });
  const other = variant && [layout.vision, layout.text].find((graph) => !GRAPHS[variant].test(graph));
  if (other !== undefined) {
    const text = `${repository} has no ${variant === 'int8' ? '8-bit' : 'full-precision'} graphs, only ${other}.`;
    throw new PicsiftError('model-unsupported', text);
  }
  return { layout, files: filesOf(layout, files) };
}

function filesOf({ configs, tokenizer, text, vision, data }: Layout, files: readonly HubFile[]): HubFile[] {
  const paths = new Set([...configs, tokenizer, text, vision, ...data]);
  return [...paths].map((path) => storable(files.find((file) => file.path === path)!));
}

/** Return the file. @throws PicsiftError `model-unsupported` if its name cannot be stored everywhere. */
export function storable(file: HubFile): HubFile {
  if (file.path.split('/').every((segment) => /^[\w.+-]+$/.test(segment))) return file;
  throw new PicsiftError('model-unsupported', `${quoted(file.path)} is no name that every system can store.`);
}
