/** Runs one half of a two-tower model: an ONNX graph that turns a batch of pictures or texts into vectors. */

import { availableParallelism } from 'node:os';
import { debug, since } from '../../base/debug.ts';
import type { OpenSession } from '../provider/session.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { TextRules } from '../tokenizer/text-rules.ts';
import type { TokenizedText } from '../tokenizer/tokenize.ts';
import { embeddingName, embeddingOutput, type IntegerPort, pictureInput, textInputs } from './graph-ports.ts';
import { loadOnnxRuntime, type Tensor } from './onnxruntime.ts';
import { batchWriter } from './picture-data.ts';
import { openBest, openOn, runGraph } from './session.ts';
import { unitMean, unitRows } from './unit-rows.ts';

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
  /**
   * Embed texts.
   * @param isTyped a person has typed them: a text with typing errors gets the mean of its own vector and that of the
   *   corrected text, because a word that the model does not know may be right.
   * @returns a unit vector for each, in order.
   */
  embed(texts: readonly string[], isTyped?: boolean): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export interface TowerOptions {
  /** Default: all cores. */
  readonly threads?: number;
  /** Load quickly rather than run quickly: the process soon ends. */
  readonly isShortLived?: boolean;
  /** Arrange the weights for the processor's kernels, which pays off after a few batches. Default: true. */
  readonly packsWeights?: boolean;
  /** Opens the session. Default: on the CPU. */
  readonly open?: OpenSession;
}

/** Limits the memory for activations. */
const MAX_TEXT_BATCH = 64;

export async function openImageTower(
  spec: ModelSpec,
  {
    threads = availableParallelism(),
    isShortLived = false,
    packsWeights = true,
    open = openOn('cpu'),
  }: TowerOptions = {},
): Promise<ImageTower> {
  const { Tensor } = await loadOnnxRuntime();
  const isPooled = spec.poolerOutput === true;
  const chooseOutput = (names: readonly string[]) => embeddingName(names, 'image', isPooled);
  const loading = { threads, isShortLived, packsWeights, chooseOutput };
  const session = await openBest(spec.prepared?.visionFile, spec.visionFile, (file) => open(file, loading));
  const { crop } = spec.preprocessing;
  const input = pictureInput(session, crop, spec.visionFile);
  const output = embeddingOutput(session, 'image', isPooled, spec.visionFile);
  const writeBatch = batchWriter(input, spec.preprocessing);
  const place = input.coloursLast ? [crop.height, crop.width, 3] : [3, crop.height, crop.width];

  async function embedBatch(pictures: readonly Uint8Array[]): Promise<Float32Array[]> {
    const tensor = new Tensor(input.type, writeBatch(pictures), [pictures.length, ...place]);
    const result = await runGraph(session, { [input.name]: tensor }, output, spec.visionFile);
    return unitRows(result, pictures.length, spec.visionFile);
  }

  return {
    async embed(pictures) {
      const vectors: Float32Array[] = [];
      const size = input.batch ?? pictures.length;
      for (let start = 0; start < pictures.length; start += size) {
        const chunk = pictures.slice(start, start + size);
        vectors.push(...(await embedBatch(filledUp(chunk, size))).slice(0, chunk.length));
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

export async function openTextTower(
  spec: ModelSpec,
  {
    threads = availableParallelism(),
    isShortLived = false,
    packsWeights = true,
    open = openOn('cpu'),
  }: TowerOptions = {},
): Promise<TextTower> {
  const { Tensor } = await loadOnnxRuntime();
  const loading = { threads, isShortLived, packsWeights };
  const session = await openBest(spec.prepared?.textFile, spec.textFile, (file) => open(file, loading));
  const { ids, mask, types, batch: fixedBatch, length } = textInputs(session, spec.textFile);
  const output = embeddingOutput(session, 'text', spec.poolerOutput === true, spec.textFile);
  const startedAt = performance.now();
  // Loaded here because the image half needs none.
  const { loadTokenizer } = await import('../tokenizer/tokenize.ts');
  const rules: TextRules = length === undefined ? spec.text : { ...spec.text, contextLength: length, fill: true };
  const tokenizer = loadTokenizer(spec.tokenizerFile, rules, spec.prepared?.tokenizerTable, isShortLived);
  debug('model', () => `${spec.tokenizerFile} loaded in ${since(startedAt)}`);

  /** Make a tensor [texts, length] of token ids or masks of one length. */
  const tensorFor = ({ type }: IntegerPort, rows: readonly (readonly number[])[]) => {
    const shape = [rows.length, rows[0]!.length];
    return type === 'int32'
      ? new Tensor('int32', Int32Array.from(rows.flat()), shape)
      : new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
  };

  async function embedBatch(batch: readonly TokenizedText[]): Promise<Float32Array[]> {
    const rows = batch.map((text) => text.ids);
    const feeds: Record<string, Tensor> = { [ids.name]: tensorFor(ids, rows) };
    if (mask !== undefined) {
      feeds[mask.name] = tensorFor(
        mask,
        batch.map((text) => text.mask),
      );
    }
    if (types !== undefined) {
      feeds[types.name] = tensorFor(
        types,
        rows.map((row) => row.map(() => 0)),
      );
    }
    return unitRows(await runGraph(session, feeds, output, spec.textFile), batch.length, spec.textFile);
  }

  async function embedAll(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const batch of sameLengths(texts.map(tokenizer.encode), fixedBatch ?? MAX_TEXT_BATCH)) {
      const encoded = batch.map(({ text }) => text);
      const embedded = await embedBatch(filledUp(encoded, fixedBatch ?? encoded.length));
      for (const [index, { position }] of batch.entries()) vectors[position] = embedded[index]!;
    }
    return vectors;
  }

  return {
    async embed(texts, isTyped = false) {
      const spelled = isTyped ? texts.map((text) => tokenizer.corrected(text)) : [];
      const others = spelled.filter((text) => text !== undefined);
      if (others.length === 0) return embedAll(texts);
      debug('model', () => `also embedded, corrected: ${others.join(', ')}`);
      const vectors = await embedAll([...texts, ...others]);
      const corrections = vectors.splice(texts.length);
      return vectors.map((vector, index) =>
        spelled[index] === undefined ? vector : unitMean(vector, corrections.shift()!),
      );
    },
    close: () => session.release(),
  };
}

/** Repeat the last item up to `size`: a graph with a fixed batch size needs a full batch. */
function filledUp<T>(items: readonly T[], size: number): T[] {
  return [...items, ...Array<T>(size - items.length).fill(items.at(-1)!)];
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
