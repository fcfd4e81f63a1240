/** Finds out what a graph takes and gives, by the names, types and shapes of its inputs and outputs. */

import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import type { Session } from '../provider/session.ts';

export type Half = 'image' | 'text';

/** What a graph takes and gives. */
export type Ports = Pick<Session, 'inputNames' | 'inputMetadata' | 'outputNames' | 'outputMetadata'>;

/** Names of outputs with the pooled, projected embedding, in the exports of transformers, Immich, OpenCLIP and others. */
const EMBEDDINGS: Readonly<Record<Half, readonly string[]>> = {
  image: ['image_embeds', 'embedding', 'output', 'image_embeddings', 'image_features', 'unnorm_image_features'],
  text: ['text_embeds', 'embedding', 'output', 'text_embeddings', 'text_features', 'unnorm_text_features'],
};

const POOLED = 'pooler_output';

/** Outputs that are no embedding, even where a graph has no other. */
const NO_EMBEDDING = /^(pooler_output|last_hidden_state|hidden_states.*)$/;

/**
 * Find the output with one vector for each input, by the names of all.
 * @param pooled whether `pooler_output` is that vector: see `embedsByPooling`.
 */
export function embeddingName(names: readonly string[], half: Half, pooled: boolean): string | undefined {
  const candidates = [...EMBEDDINGS[half], ...(pooled ? [POOLED] : [])];
  const only = names.length === 1 && !NO_EMBEDDING.test(names[0]!) ? names[0] : undefined;
  return candidates.find((candidate) => names.includes(candidate)) ?? only;
}

/**
 * Find the output with one vector for each input.
 * @throws PicsiftError `model-unsupported`.
 */
export function embeddingOutput(session: Ports, half: Half, pooled: boolean, file: string): string {
  const names = session.outputNames;
  const name = embeddingName(names, half, pooled);
  if (name === undefined && names.includes(POOLED)) {
    throw unsupported(
      `The graph ${file} gives ${POOLED}, which is not in the space that pictures and texts share: export it with its projection, or, if it is a SigLIP, put its config.json into the model's folder.`,
    );
  }
  if (name === undefined) {
    const known = EMBEDDINGS[half].join(', ');
    throw unsupported(
      `The graph ${file} gives ${names.join(', ')}, but none of ${known}: export it with its projection.`,
    );
  }
  const rank = portOf(session.outputMetadata, name)?.shape.length;
  if (rank !== undefined && rank !== 2) throw unsupported(`The output ${name} of ${file} ${notOneVector(rank)}`);
  return name;
}

/** End a sentence about an output that has not the shape [inputs, numbers]. */
export function notOneVector(rank: number): string {
  return `has ${rank} dimensions, so it is not one vector for each input: export the graph with its pooling and projection.`;
}

export interface PicturePort {
  readonly name: string;
  readonly type: 'float32' | 'float16' | 'uint8';
  /** Whether the three colours are the last axis, and not the second. */
  readonly coloursLast: boolean;
  readonly batch: number | undefined;
}

/**
 * Find the input for pictures.
 * @param crop size of the prepared pictures.
 * @throws PicsiftError `model-unsupported`.
 */
export function pictureInput(
  session: Ports,
  crop: { readonly width: number; readonly height: number },
  file: string,
): PicturePort {
  const names = session.inputNames;
  const [name] = names;
  if (names.some((other) => /spatial_shapes|pixel_attention_mask/.test(other))) {
    throw unsupported(
      `The graph ${file} takes patches of a picture (NaFlex), not pictures: take a model with a fixed size.`,
    );
  }
  if (name === undefined || names.length > 1) throw unsupported(notAlone(names, 'pictures', file));
  const port = portOf(session.inputMetadata, name);
  const { type, shape } = port ?? { type: 'float32', shape: ['', 3, '', ''] };
  if (type !== 'float32' && type !== 'float16' && type !== 'uint8') {
    throw unsupported(`The input ${name} of ${file} takes ${type}, which is no picture.`);
  }
  const coloursLast = shape[3] === 3 && shape[1] !== 3;
  if (shape.length !== 4 || (coloursLast && type !== 'uint8')) {
    throw unsupported(`The input ${name} of ${file} has the shape [${shape}] instead of [pictures, 3, height, width].`);
  }
  const [height, width] = (coloursLast ? [1, 2] : [2, 3]).map((axis) => sizeOf(shape[axis]));
  if ((height ?? crop.height) !== crop.height || (width ?? crop.width) !== crop.width) {
    throw unsupported(
      `The graph ${file} takes pictures of ${width} x ${height} pixels, but the model's configuration prepares them at ${crop.width} x ${crop.height}.`,
    );
  }
  return { name, type, coloursLast, batch: batchOf(shape, file) };
}

export interface TextPorts {
  readonly ids: IntegerPort;
  /** 1 for a token of the text, 0 for filling. */
  readonly mask: IntegerPort | undefined;
  /** Which of two texts a token belongs to: always the first. */
  readonly types: IntegerPort | undefined;
  readonly batch: number | undefined;
  /** Number of ids in every text, if the graph fixes it. */
  readonly length: number | undefined;
}

export interface IntegerPort {
  readonly name: string;
  readonly type: 'int32' | 'int64';
}

/** Find the inputs for texts. @throws PicsiftError `model-unsupported`. */
export function textInputs(session: Ports, file: string): TextPorts {
  const names = session.inputNames;
  const mask = names.find((name) => name.includes('mask'));
  const types = names.find((name) => name === 'token_type_ids');
  const [ids, ...others] = names.filter((name) => name !== mask && name !== types);
  if (ids === undefined || others.length > 0) throw unsupported(notAlone(names, 'texts', file));
  const integer = (name: string): IntegerPort => {
    const type = portOf(session.inputMetadata, name)?.type ?? 'int64';
    if (type === 'int32' || type === 'int64') return { name, type };
    throw unsupported(`The input ${name} of ${file} takes ${type} instead of the whole numbers of a tokenizer.`);
  };
  const shape = portOf(session.inputMetadata, ids)?.shape ?? [];
  const length = sizeOf(shape[1]);
  if (length !== undefined && length > LONGEST_TEXT) {
    throw unsupported(
      `The graph ${file} takes texts of ${length} tokens; picsift can fill them up to ${LONGEST_TEXT}.`,
    );
  }
  return {
    ids: integer(ids),
    mask: mask === undefined ? undefined : integer(mask),
    types: types === undefined ? undefined : integer(types),
    batch: batchOf(shape, file),
    length,
  };
}

/** More would not fit into memory, and no model needs it. */
const LARGEST_BATCH = 256;
const LONGEST_TEXT = 10_000;

function batchOf(shape: Port['shape'], file: string): number | undefined {
  const batch = sizeOf(shape[0]);
  if (batch === undefined || batch <= LARGEST_BATCH) return batch;
  throw unsupported(`The graph ${file} takes ${batch} inputs at once; picsift can give it up to ${LARGEST_BATCH}.`);
}

function notAlone(names: readonly string[], wanted: 'pictures' | 'texts', file: string): string {
  return `The graph ${file} takes ${names.join(' and ') || 'no input'}; picsift needs one that takes ${wanted} alone.`;
}

interface Port {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

function portOf(ports: Ports['inputMetadata'], name: string): Port | undefined {
  const port = ports.find((other) => other.name === name);
  return port?.isTensor ? port : undefined;
}

/** Read the size of an axis if the graph fixes it; a free axis has a name or a negative size. */
function sizeOf(size: number | string | undefined): number | undefined {
  return typeof size === 'number' && size > 0 ? size : undefined;
}

/** The message has names from the graph, which may come from anywhere. */
function unsupported(message: string): PicsiftError {
  return new PicsiftError('model-unsupported', safeText(message, 600));
}
