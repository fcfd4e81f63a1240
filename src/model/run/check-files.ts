/**
 * Refuses a model that its towers would refuse, as far as its files tell without being loaded. This takes milliseconds,
 * so it is done before a folder becomes a catalog's model. Indexing alone would notice nothing wrong with the text half.
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { readExternals, withOnnxFile } from '../onnx/graph.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { declaredPorts } from './declared-ports.ts';
import { embeddingOutput, type Half, type Ports, pictureInput, textInputs } from './graph-ports.ts';

/** Enough for some blank lines after the last bracket. */
const END_BYTES = 64;

/** @throws PicsiftError `model-broken`, `model-unsupported`. */
export function checkFiles(spec: ModelSpec): void {
  const { visionFile, textFile, preprocessing } = spec;
  const vision = portsOf(visionFile);
  pictureInput(vision, preprocessing.crop, visionFile);
  const text = portsOf(textFile);
  textInputs(text, textFile);
  const [pictures, texts] = [dimensionOf(vision, 'image', spec), dimensionOf(text, 'text', spec)];
  if (pictures !== undefined && texts !== undefined && pictures !== texts) {
    const reason = `gives vectors of ${texts} numbers for texts, but of ${pictures} for pictures`;
    throw new PicsiftError('model-unsupported', `The model ${spec.name} ${reason}: its graphs do not belong together.`);
  }
  for (const file of [visionFile, textFile]) requireWeights(file);
  requireEnd(spec.tokenizerFile);
}

function portsOf(file: string): Ports {
  try {
    return declaredPorts(file);
  } catch (error) {
    throw broken(file, `it is no ONNX file, or a part of it is missing: ${messageOf(error)}`, error);
  }
}

/** @returns the length of a vector, if the graph declares it. */
function dimensionOf(ports: Ports, half: Half, spec: ModelSpec): number | undefined {
  const file = half === 'image' ? spec.visionFile : spec.textFile;
  const output = embeddingOutput(ports, half, spec.poolerOutput === true, file);
  const port = ports.outputMetadata.find(({ name }) => name === output);
  const size = port?.isTensor ? port.shape[1] : undefined;
  return typeof size === 'number' && size > 0 ? size : undefined;
}

/** Check that the files with weights of a graph are complete. */
function requireWeights(graph: string): void {
  for (const { location, offset, length = 0 } of externalsOf(graph)) {
    const size = statSync(join(dirname(graph), location), { throwIfNoEntry: false })?.size;
    if (size === undefined) throw broken(graph, `its weights in ${location} are missing`);
    if (offset + length > size) throw broken(graph, `a part of its weights in ${location} is missing`);
  }
}

/** Notice a `tokenizer.json` that was cut: the vocabulary, which ends it, takes too long to read here. */
function requireEnd(tokenizer: string): void {
  if (!tokenizer.endsWith('.json')) return;
  const file = openSync(tokenizer, 'r');
  try {
    const end = Buffer.alloc(END_BYTES);
    const start = Math.max(0, fstatSync(file).size - END_BYTES);
    const text = end.toString('latin1', 0, readSync(file, end, 0, END_BYTES, start));
    if (!/\}\s*$/.test(text)) throw broken(tokenizer, 'its end is missing');
  } finally {
    closeSync(file);
  }
}

/** A graph that picsift cannot read this far may still be one that onnxruntime can load. */
function externalsOf(file: string) {
  try {
    return withOnnxFile(file, (reader, _, size) => readExternals(reader, size));
  } catch {
    return [];
  }
}

function broken(file: string, reason: string, cause?: unknown): PicsiftError {
  const text = `The model file ${file} cannot be used (${safeText(reason, 200)}). Copy or download it again.`;
  return new PicsiftError('model-broken', text, { cause });
}
