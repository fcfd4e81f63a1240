/** Writes a model of the Hugging Face layout again as Immich or OpenCLIP export it: same weights, other files and ports. */

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { embeddingOutput, pictureInput, textInputs } from '../../../src/model/run/graph-ports.ts';
import { type InferenceSession, loadOnnxRuntime } from '../../../src/model/run/onnxruntime.ts';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';
import { withNewPorts } from '../onnx/new-ports.ts';
import type { TestNode, Type } from '../onnx/write-onnx.ts';

/** Numbers of the ONNX format for the operator Cast. */
const FLOAT = 1;
const INT64 = 7;

export interface Arrangement {
  /** Paths of the new files. */
  readonly vision: string;
  readonly text: string;
  /** Folder of tokenizer.json and tokenizer_config.json. */
  readonly tokenizer: string;
  readonly picture: { readonly name: string; readonly type: Type; readonly coloursLast?: boolean };
  readonly ids: { readonly name: string; readonly type: Type };
  /** Name and type of both outputs. */
  readonly output: { readonly name: string; readonly type: Type };
  /** Pictures or texts in a batch. */
  readonly batch: number | string;
  /** Configuration files, by their paths. */
  readonly configs: Readonly<Record<string, unknown>>;
}

export function immich(spec: ModelSpec): Arrangement {
  return {
    vision: 'visual/model.onnx',
    text: 'textual/model.onnx',
    tokenizer: 'textual',
    picture: { name: 'image', type: 'float32' },
    ids: { name: 'text', type: 'int32' },
    output: { name: 'embedding', type: 'float32' },
    batch: 1,
    configs: { 'visual/preprocess_cfg.json': preprocessCfg(spec), 'config.json': modelCfg(spec) },
  };
}

export function openClip(spec: ModelSpec): Arrangement {
  const { size, ...preprocess_cfg } = preprocessCfg(spec);
  return {
    vision: 'visual.onnx',
    text: 'textual.onnx',
    tokenizer: '.',
    picture: { name: 'input', type: 'float32' },
    ids: { name: 'input', type: 'int64' },
    output: { name: 'output', type: 'float32' },
    batch: 'batch',
    configs: { 'open_clip_config.json': { model_cfg: modelCfg(spec), preprocess_cfg } },
  };
}

function preprocessCfg({ preprocessing: { resize, crop, resample, mean, std } }: ModelSpec) {
  return {
    size: [crop.height, crop.width],
    mode: 'RGB',
    mean,
    std,
    interpolation: resample === 'linear' ? 'bilinear' : 'bicubic',
    resize_mode: 'width' in resize ? 'squash' : 'shortest',
    fill_color: 0,
  };
}

function modelCfg({ preprocessing, text }: ModelSpec) {
  return {
    vision_cfg: { image_size: preprocessing.crop.width },
    text_cfg: { context_length: text.contextLength },
  };
}

/** Write the model `spec` into an empty folder. */
export async function rearrange(spec: ModelSpec, folder: string, arrangement: Arrangement): Promise<void> {
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write(arrangement.vision, await newVision(spec, arrangement));
  write(arrangement.text, await newText(spec, arrangement));
  // A graph looks for its external weights beside itself.
  for (const graph of [arrangement.vision, arrangement.text]) {
    for (const data of spec.dataFiles) cpSync(data, join(folder, dirname(graph), basename(data)));
  }
  for (const [path, config] of Object.entries(arrangement.configs)) write(path, JSON.stringify(config));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    const source = join(spec.folder, name);
    if (existsSync(source)) cpSync(source, join(folder, arrangement.tokenizer, name));
  }
}

async function newVision(spec: ModelSpec, { picture, output, batch }: Arrangement): Promise<Uint8Array> {
  const { width, height } = spec.preprocessing.crop;
  const old = await portsOf(spec.visionFile, (session) => ({
    input: pictureInput(session, { width, height }, spec.visionFile).name,
    output: embeddingOutput(session, 'image', spec.poolerOutput === true, spec.visionFile),
  }));
  const nodes: TestNode[] = [cast(picture.name, 'as float', FLOAT)];
  if (picture.coloursLast) {
    nodes.push({ op: 'Transpose', inputs: ['as float'], outputs: ['planes'], ints: { perm: [0, 3, 1, 2] } });
  }
  const planes = picture.coloursLast ? 'planes' : 'as float';
  const { mean, std } = spec.preprocessing;
  const bytes = picture.type === 'uint8';
  // A graph that takes bytes normalises them itself.
  const shift = bytes ? mean.map((value) => 255 * value) : [0, 0, 0];
  const scale = bytes ? std.map((value) => 1 / (255 * value)) : [1, 1, 1];
  nodes.push({ op: 'Sub', inputs: [planes, 'shift'], outputs: ['shifted'] });
  nodes.push({ op: 'Mul', inputs: ['shifted', 'scale'], outputs: [old.input] });
  const dims = picture.coloursLast ? [batch, height, width, 3] : [batch, 3, height, width];
  return withNewPorts(readFileSync(spec.visionFile), {
    before: {
      nodes,
      constants: {
        shift: { type: 'float32', dims: [3, 1, 1], numbers: shift },
        scale: { type: 'float32', dims: [3, 1, 1], numbers: scale },
      },
      inputs: { [picture.name]: { type: picture.type, dims } },
    },
    after: outputOf(old.output, output, batch),
  });
}

async function newText(spec: ModelSpec, { ids, output, batch }: Arrangement): Promise<Uint8Array> {
  const old = await portsOf(spec.textFile, (session) => ({
    ...textInputs(session, spec.textFile),
    output: embeddingOutput(session, 'text', spec.poolerOutput === true, spec.textFile),
  }));
  // What the filler is, the graph must know where it has no input for the mask.
  const mask: TestNode[] =
    old.mask === undefined
      ? []
      : [
          { op: 'Equal', inputs: [old.ids.name, 'filler'], outputs: ['is filler'] },
          { op: 'Not', inputs: ['is filler'], outputs: ['is text'] },
          cast('is text', old.mask.name, INT64),
        ];
  return withNewPorts(readFileSync(spec.textFile), {
    before: {
      nodes: [cast(ids.name, old.ids.name, INT64), ...mask],
      constants: { filler: { type: 'int64', dims: [], numbers: [0] } },
      inputs: { [ids.name]: { type: ids.type, dims: [batch, spec.text.contextLength] } },
    },
    after: outputOf(old.output, output, batch),
  });
}

const CASTS: Partial<Record<Type, number>> = { float32: FLOAT, float16: 10 };

function outputOf(old: string, { name, type }: Arrangement['output'], batch: number | string) {
  return { nodes: [cast(old, name, CASTS[type]!)], outputs: { [name]: { type, dims: [batch, 'dimension'] } } };
}

function cast(input: string, output: string, to: number): TestNode {
  return { op: 'Cast', inputs: [input], outputs: [output], ints: { to } };
}

async function portsOf<T>(file: string, read: (session: InferenceSession) => T): Promise<T> {
  const { InferenceSession } = await loadOnnxRuntime();
  const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
  const ports = read(session);
  await session.release();
  return ports;
}
