import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { type Files, writeModelFiles, writeSmallModel } from '../../support/models/small-model.ts';
import { onnxBytes } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { clipTokenizer, gemmaTokenizer } from '../../support/tokenizers.ts';

function refusal(folder: string): string {
  try {
    readModelFolder(folder);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
}

function refusalOf(changes: Files): string {
  const folder = temporaryFolder();
  writeSmallModel(folder, changes);
  return refusal(folder);
}

const HALF = [0.5, 0.5, 0.5];
const SIGLIP: Files = {
  'config.json': { model_type: 'siglip' },
  'preprocessor_config.json': { size: { height: 256, width: 256 }, resample: 2, image_mean: HALF, image_std: HALF },
  'tokenizer_config.json': { model_max_length: 64, pad_token: '<pad>', eos_token: '<eos>', do_lower_case: true },
  'tokenizer.json': {
    version: '1.0',
    truncation: { max_length: 64 },
    padding: { strategy: { Fixed: 64 }, pad_id: 0 },
    added_tokens: ['<pad>', '<eos>'].map((content, id) => ({ id, content, special: true })),
    normalizer: null,
    model: { type: 'BPE', vocab: {}, merges: [] },
  },
};

describe('readModelFolder', () => {
  it('reads the rules of a SigLIP from its files', () => {
    const folder = temporaryFolder();
    writeSmallModel(folder, SIGLIP);
    expect(readModelFolder(folder)).toMatchObject({
      poolerOutput: true,
      preprocessing: { resize: { width: 256, height: 256 }, resample: 'linear', mean: HALF, std: HALF },
      text: { contextLength: 64, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
    });
  });

  it('takes the output of a SigLIP only where config.json says that it is one', () => {
    const folder = temporaryFolder();
    writeSmallModel(folder, { ...SIGLIP, 'config.json': { model_type: 'clip' } });
    expect(readModelFolder(folder).poolerOutput).toBeUndefined();
  });

  it("finds the tokenizer above the graphs: rclip's folder, and one of several models", () => {
    const root = temporaryFolder();
    const graphs = (place: string) => ({ [`${place}/visual.onnx`]: 'v', [`${place}/textual.onnx`]: 't' });
    const config = { size: 256, mean: HALF, std: HALF };
    writeModelFiles(root, { ...graphs('ViT-B'), ...graphs('ViT-L'), 'ViT-B/preprocess_cfg.json': config });
    writeModelFiles(root, { 'tokenizer/bpe_simple_vocab_16e6.txt.gz': 'merges' });
    const spec = readModelFolder(join(root, 'ViT-B'));
    expect(spec).toMatchObject({
      folder: join(root, 'ViT-B'),
      visionFile: join(root, 'ViT-B', 'visual.onnx'),
      tokenizerFile: join(root, 'tokenizer', 'bpe_simple_vocab_16e6.txt.gz'),
      text: { contextLength: 77, padTokenId: 0, fill: true },
    });
    expect(refusal(join(root, 'ViT-L'))).toMatch(/^model-missing: .* has no preprocessor_config.json, preprocess_cfg/);
    expect(refusal(root)).toMatch(/^model-unsupported: The model folder .* has several models \(ViT-B, ViT-L\)/);

    const hub = temporaryFolder();
    writeSmallModel(hub, { 'onnx/vision_model.onnx': undefined, 'onnx/text_model.onnx': undefined });
    const sized = { 'vision_model.onnx': 'v', 'text_model.onnx': 't' };
    for (const size of ['s0', 's2']) writeModelFiles(join(hub, 'onnx', size), sized);
    const own = { size: 64, do_normalize: false };
    writeModelFiles(hub, { 'onnx/s0/preprocessor_config.json': own });
    expect(readModelFolder(join(hub, 'onnx', 's0'))).toMatchObject({
      tokenizerFile: join(hub, 'tokenizer.json'),
      preprocessing: { resize: { shortestEdge: 64 }, mean: [0, 0, 0], std: [1, 1, 1] },
    });
  });

  it('reads how pictures are prepared where transformers 5 says it', () => {
    const folder = temporaryFolder();
    const image_processor = {
      image_processor_type: 'CLIPImageProcessorFast',
      size: 64,
      do_normalize: false,
      do_pad: null,
    };
    const changes = { 'preprocessor_config.json': undefined, 'config.json': { model_type: 'clip' } };
    writeSmallModel(folder, {
      ...changes,
      'processor_config.json': { image_processor, processor_class: 'CLIPProcessor' },
    });
    // Not normalised: a MobileCLIP, whose texts are filled.
    expect(readModelFolder(folder)).toMatchObject({
      preprocessing: { resize: { shortestEdge: 64 }, mean: [0, 0, 0] },
      text: { padTokenId: 0, fill: true },
    });
    expect(refusalOf({ ...changes, 'processor_config.json': { processor_class: 'CLIPProcessor' } })).toMatch(
      /missing: /,
    );
    writeSmallModel(folder, { 'processor_config.json': { image_processor: 5 } });
    expect(readModelFolder(folder).preprocessing.crop).toEqual({ width: 224, height: 224 });
  });

  it("knows a SigLIP in OpenCLIP's layout by its tokenizer, and refuses it where nothing says how pictures are prepared", () => {
    const folder = temporaryFolder();
    const port = { type: 'float32', dims: [1, 3, 256, 256] } as const;
    const nodes = [{ op: 'Identity', inputs: ['input'], outputs: ['output'] }];
    const vision = onnxBytes({ nodes, constants: {}, inputs: { input: port }, outputs: { output: port } });
    writeModelFiles(folder, { 'visual.onnx': vision, 'textual.onnx': 't', 'tokenizer.json': clipTokenizer() });
    expect(readModelFolder(folder).preprocessing.crop).toEqual({ width: 256, height: 256 });
    writeModelFiles(folder, { 'tokenizer.json': gemmaTokenizer() });
    expect(refusal(folder)).toMatch(/^model-missing: .* does not know how its pictures are prepared/);
    const preprocessing = { size: 256, mean: HALF, std: HALF, resize_mode: 'squash' };
    writeModelFiles(folder, { 'preprocess_cfg.json': preprocessing });
    expect(readModelFolder(folder)).toMatchObject({
      preprocessing: { resize: { width: 256, height: 256 } },
      text: { contextLength: 16, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
    });
  });

  it.skipIf(process.platform === 'win32')('follows links to files and folders', () => {
    const [real, linked] = [temporaryFolder(), temporaryFolder()];
    writeSmallModel(real);
    symlinkSync(join(real, 'onnx'), join(linked, 'onnx'));
    for (const name of ['tokenizer.json', 'preprocessor_config.json'])
      symlinkSync(join(real, name), join(linked, name));
    symlinkSync(join(real, 'gone'), join(linked, 'broken'));
    expect(readModelFolder(linked).visionFile).toBe(join(linked, 'onnx', 'vision_model.onnx'));
    for (const target of ['gone', 'tokenizer.json', '/dev/zero']) {
      rmSync(join(linked, 'tokenizer.json'));
      symlinkSync(target, join(linked, 'tokenizer.json'));
      expect(refusal(linked)).toMatch(/^model-unsupported: .* has no tokenizer.json/);
    }
  });

  it.each<[string, Files, RegExp]>([
    ['NaFlex', { 'config.json': { model_type: 'siglip2' } }, /unsupported: .*config.json .*NaFlex/],
    ['jina-clip', { 'config.json': { model_type: 'jina_clip' } }, /unsupported: .*config.json .*jina-clip/],
    ['nomic', { 'config.json': { model_type: 'nomic_bert' } }, /unsupported: .*config.json .*nomic/],
    ['JSON that is none', { 'config.json': '{' }, /broken: .*config.json cannot be read/],
    ['a tokenizer that is none', { 'tokenizer.json': '[' }, /broken: .*tokenizer.json cannot be read/],
    [
      'no size',
      { 'preprocessor_config.json': { image_mean: HALF } },
      /unsupported: .*preprocessor_config.json .*no "size"/,
    ],
    ['no preprocessing', { 'preprocessor_config.json': undefined }, /missing: .*has no preprocessor_config.json, /],
    [
      'no graphs',
      { 'onnx/vision_model.onnx': undefined },
      /unsupported: .*texts \(onnx\/text_model.onnx\) but none for/,
    ],
  ])('refuses %s in one sentence', (_, changes, reason) => {
    const text = refusalOf(changes);
    expect(text).toMatch(reason);
    expect(text).toMatch(/^model-\w+: The model[^\n]*$/);
  });

  const CLIP_TOKENIZER = { truncation: null, padding: null, added_tokens: [], normalizer: null, model: { vocab: {} } };
  it.each<[string, Files[string], RegExp]>([
    ['tokenizer.json', null, /it holds null\.$/],
    ['tokenizer.json', {}, /it has no "model"\.$/],
    ['tokenizer.json', '['.repeat(20_000) + ']'.repeat(20_000), /it has too many levels\.$/],
    ['tokenizer.json', { ...CLIP_TOKENIZER, model: {} }, /it has no "model.vocab"\.$/],
    ['tokenizer.json', { ...CLIP_TOKENIZER, model: { vocab: 'dog' } }, /know "model.vocab": "dog"\.$/],
    ['tokenizer.json', { ...CLIP_TOKENIZER, added_tokens: [null] }, /know "added_tokens.0": null\.$/],
    ['tokenizer.json', { ...CLIP_TOKENIZER, normalizer: { type: 'Sequence', normalizers: 5 } }, /normalizers": 5\.$/],
    [
      'tokenizer.json',
      { ...CLIP_TOKENIZER, padding: { strategy: { Fixed: 7.5 } } },
      /"padding.strategy": {"Fixed":7.5}/,
    ],
    ['tokenizer_config.json', { model_max_length: 20.5 }, /know "model_max_length": 20.5\.$/],
    ['tokenizer_config.json', { pad_token: 5 }, /know "pad_token": 5\.$/],
    ['config.json', { text_config: { max_position_embeddings: '64' } }, /max_position_embeddings": "64"\.$/],
  ])('refuses a wrong %s (case %#)', (file, content, reason) => {
    const text = refusalOf({ [file]: content });
    expect(text).toMatch(reason);
    expect(text).toContain(`${file} cannot be used: `);
  });

  it('takes a model_type that it does not know, whatever it is called', () => {
    expect(refusalOf({ 'config.json': { model_type: 'constructor' } })).toBe('accepted');
  });

  it('gives up on a folder that is no model, however large', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a', 'b', 'c', 'onnx'), { recursive: true });
    writeModelFiles(join(folder, 'a', 'b', 'c'), { 'onnx/vision_model.onnx': 'too deep' });
    expect(refusal(folder)).toMatch(/^model-unsupported: .* has no onnx\/vision_model.onnx and/);
  });
});
