/** Runs one half of a two-tower model: an ONNX graph that turns a batch of pictures or texts into vectors. */

import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { withMappedWeights } from '../onnx/mapped-weights.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { loadTokenizer, type TokenizedText } from '../tokenizer/tokenize.ts';
import { type InferenceSession, loadOnnxRuntime, type Tensor } from './onnxruntime.ts';
import { normaliseInto } from './preprocess.ts';

/** Use towers only in a worker thread or a child process: `run` blocks the calling thread while it computes. */
export interface ImageTower {
  /**
   * Embed pictures.
   * @param pictures interleaved 8-bit RGB, each of the model's crop size.
   * @returns a unit vector for each, in order.
   */
  embed(pictures: readonly Uint8Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export interface TextTower {
  /** @returns a unit vector for each text, in order. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** How a graph is opened. */
interface Loading {
  readonly threads: number;
  /** Load quickly: see `openMapped`. */
  readonly isShortLived: boolean;
  /** Arrange the weights for the processor's kernels. Takes longer than one inference gains. */
  readonly packsWeights: boolean;
}

/** Limits the memory for activations. */
const MAX_TEXT_BATCH = 64;

const OUTPUT_NAMES = ['image_embeds', 'text_embeds', 'output'];

/** @param isShortLived load quickly, for a process that soon ends. */
export async function openImageTower(
  spec: ModelSpec,
  threads = availableParallelism(),
  isShortLived = false,
): Promise<ImageTower> {
  const { Tensor } = await loadOnnxRuntime();
  const loading = { threads, isShortLived, packsWeights: true };
  const session = await openBest(spec.prepared?.visionFile, spec.visionFile, loading);
  const input = session.inputNames[0]!;
  const output = outputName(session, spec.visionFile);
  const { width, height } = spec.preprocessing.crop;
  const fixedBatch = fixedDimension(session, input, 0);

  async function embedBatch(pictures: readonly Uint8Array[]): Promise<Float32Array[]> {
    const batch = new Float32Array(pictures.length * 3 * width * height);
    for (const [index, picture] of pictures.entries()) normaliseInto(picture, batch, index, spec.preprocessing);
    const tensor = new Tensor('float32', batch, [pictures.length, 3, height, width]);
    const result = (await session.run({ [input]: tensor }))[output]!;
    return unitRows(result, pictures.length, spec.visionFile);
  }

  return {
    async embed(pictures) {
      const size = fixedBatch ?? pictures.length;
      const vectors: Float32Array[] = [];
      for (let start = 0; start < pictures.length; start += size) {
        const chunk = pictures.slice(start, start + size);
        // A graph with a fixed batch size needs a full batch: repeat the last picture and drop the extra vectors.
        const full = [...chunk, ...Array<Uint8Array>(size - chunk.length).fill(chunk.at(-1)!)];
        vectors.push(...(await embedBatch(full)).slice(0, chunk.length));
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

/** @param isShortLived load quickly rather than run quickly, for a process that ends after one answer. */
export async function openTextTower(
  spec: ModelSpec,
  threads = availableParallelism(),
  isShortLived = false,
): Promise<TextTower> {
  const { Tensor } = await loadOnnxRuntime();
  const loading = { threads, isShortLived, packsWeights: !isShortLived };
  const session = await openBest(spec.prepared?.textFile, spec.textFile, loading);
  const output = outputName(session, spec.textFile);
  const ids = session.inputNames.find((name) => !name.includes('mask'))!;
  const mask = session.inputNames.find((name) => name.includes('mask'));
  const fixedLength = fixedDimension(session, ids, 1);
  const maxBatch = fixedDimension(session, ids, 0) ?? MAX_TEXT_BATCH;
  const startedAt = performance.now();
  const tokenizer = loadTokenizer(spec.tokenizerFile, {
    contextLength: fixedLength ?? spec.contextLength,
    padTokenId: spec.padTokenId,
    // A graph with a fixed length needs padding.
    fill: fixedLength !== undefined || spec.padTokenId !== undefined,
  });
  debug('model', () => `${spec.tokenizerFile} loaded in ${since(startedAt)}`);

  /** Make a tensor [texts, length] of token ids or masks of one length. */
  const tensorFor = (input: string, rows: readonly (readonly number[])[]) => {
    const shape = [rows.length, rows[0]!.length];
    return integerType(session, input) === 'int32'
      ? new Tensor('int32', Int32Array.from(rows.flat()), shape)
      : new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
  };

  async function embedBatch(batch: readonly TokenizedText[]): Promise<Float32Array[]> {
    const feeds: Record<string, Tensor> = {
      [ids]: tensorFor(
        ids,
        batch.map((text) => text.ids),
      ),
    };
    if (mask !== undefined) {
      feeds[mask] = tensorFor(
        mask,
        batch.map((text) => text.mask),
      );
    }
    return unitRows((await session.run(feeds))[output]!, batch.length, spec.textFile);
  }

  return {
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (const batch of sameLengths(texts.map(tokenizer.encode), maxBatch)) {
        const embedded = await embedBatch(batch.map(({ text }) => text));
        for (const [index, { position }] of batch.entries()) vectors[position] = embedded[index]!;
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

interface PlacedText {
  readonly text: TokenizedText;
  /** Index in the texts that the caller passed. */
  readonly position: number;
}

/** Group texts into batches of the same length, so that no text needs padding. */
function sameLengths(texts: readonly TokenizedText[], maxBatch: number): PlacedText[][] {
  const batches: PlacedText[][] = [];
  const open = new Map<number, PlacedText[]>();
  for (const [position, text] of texts.entries()) {
    let batch = open.get(text.ids.length);
    if (batch === undefined || batch.length === maxBatch) {
      batch = [];
      batches.push(batch);
      open.set(text.ids.length, batch);
    }
    batch.push({ text, position });
  }
  return batches;
}

/** Open a prepared graph; if there is none, or if it is gone or damaged, the model's own. */
async function openBest(prepared: string | undefined, own: string, loading: Loading): Promise<InferenceSession> {
  if (prepared === undefined) return openSession(own, loading);
  try {
    return await openSession(prepared, loading);
  } catch (error) {
    debug('model', () => messageOf(error));
    return openSession(own, loading);
  }
}

async function openSession(file: string, loading: Loading): Promise<InferenceSession> {
  const startedAt = performance.now();
  const mapped = loading.isShortLived ? await openMapped(file, loading) : undefined;
  try {
    const session = mapped ?? (await (await loadOnnxRuntime()).InferenceSession.create(file, optionsFor(loading)));
    debug('model', () => {
      const how = mapped === undefined ? 'opened' : 'mapped and opened';
      return `${file} ${how} in ${since(startedAt)}, threads: ${loading.threads}`;
    });
    return session;
  } catch (error) {
    const text = `The model file ${file} cannot be loaded (${messageOf(error)}). Download it again with "picsift model pull".`;
    throw new PicsiftError('model-broken', text, { cause: error });
  }
}

/**
 * Open a graph with its weights mapped into memory. Not for a process that runs for long: it would crash if the file
 * were cut, or its drive unplugged.
 * @returns undefined if that gains nothing or is not possible.
 */
async function openMapped(file: string, loading: Loading): Promise<InferenceSession | undefined> {
  try {
    const model = withMappedWeights(file);
    if (model === undefined) return undefined;
    const { InferenceSession } = await loadOnnxRuntime();
    return await InferenceSession.create(model, optionsFor(loading, dirname(file)));
  } catch (error) {
    debug('model', () => messageOf(error));
    return undefined;
  }
}

/** @param weightsFolder of the file with the weights, for a model that is not read from a file. */
function optionsFor({ threads, packsWeights }: Loading, weightsFolder?: string): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    extra: {
      session: {
        // Idle threads that spin would take processor time from the decoder and from other programs.
        intra_op: { allow_spinning: '0' },
        ...(packsWeights ? {} : { disable_prepacking: '1' }),
        ...(weightsFolder === undefined ? {} : { model_external_initializers_file_folder_path: weightsFolder }),
      },
    },
  };
}

/** Find the output with the pooled, projected embedding, of shape [batch, dimension]. */
function outputName(session: InferenceSession, file: string): string {
  const name = OUTPUT_NAMES.find((known) => session.outputNames.includes(known)) ?? onlyOne(session.outputNames);
  if (name !== undefined) return name;
  const text = `The model file ${file} has no output named ${OUTPUT_NAMES.join(', ')}. Export it with its projection.`;
  throw new PicsiftError('model-broken', text);
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

/** Read the size of an input's axis if the graph fixes it; undefined if it is dynamic. */
function fixedDimension(session: InferenceSession, input: string, axis: number): number | undefined {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  const size = metadata?.isTensor ? metadata.shape[axis] : undefined;
  return typeof size === 'number' && size > 0 ? size : undefined;
}

/** Read the integer type of an input. */
function integerType(session: InferenceSession, input: string): 'int32' | 'int64' {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  return metadata?.isTensor && metadata.type === 'int32' ? 'int32' : 'int64';
}

/** Split [rows, dimension] into vectors of length 1. */
function unitRows(tensor: Tensor, rows: number, file: string): Float32Array[] {
  const [count, dimension] = tensor.dims;
  if (tensor.type !== 'float32' || tensor.dims.length !== 2 || count !== rows || dimension === undefined) {
    const text = `The model file ${file} gives ${tensor.type} [${tensor.dims}] instead of float32 [${rows}, n].`;
    throw new PicsiftError('model-broken', text);
  }
  const data = tensor.data as Float32Array;
  return Array.from({ length: rows }, (_, row) => unit(data.slice(row * dimension, (row + 1) * dimension), file));
}

/** Scale a vector to length 1, in place. */
function unit(vector: Float32Array, file: string): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new PicsiftError('model-broken', `The model file ${file} gave a zero or infinite vector. Download it again.`);
  }
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}
