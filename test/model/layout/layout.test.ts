import { describe, expect, it } from 'vitest';
import { findLayout } from '../../../src/model/layout/layout.ts';

const SHARED = ['README.md', 'config.json', 'tokenizer.json', 'tokenizer_config.json', 'preprocessor_config.json'];
const graphs = (...names: string[]) => names.map((name) => `onnx/${name}.onnx`);

const refusal = (paths: string[], folder?: string) => {
  try {
    findLayout(paths, 'float32', { name: 'It', folder });
    return 'accepted';
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
};

describe('findLayout', () => {
  it('finds the Hugging Face layout, with and without onnx/', () => {
    const found = findLayout([...SHARED, ...graphs('vision_model', 'text_model', 'model')]);
    expect(found).toEqual({
      kind: 'huggingface',
      vision: 'onnx/vision_model.onnx',
      text: 'onnx/text_model.onnx',
      tokenizer: 'tokenizer.json',
      configs: ['config.json', 'preprocessor_config.json', 'tokenizer_config.json'],
      data: [],
    });
    const flat = findLayout([...SHARED, 'vision_model.onnx', 'text_model.onnx']);
    expect(flat).toMatchObject({ kind: 'huggingface', vision: 'vision_model.onnx', text: 'text_model.onnx' });
  });

  it('takes the variant that is preferred, and of others the best', () => {
    const variants = ['', '_fp16', '_int8', '_quantized', '_uint8', '_q4', '_bnb4'];
    const all = [...SHARED, ...variants.flatMap((v) => graphs(`vision_model${v}`, `text_model${v}`))];
    expect(findLayout(all)).toMatchObject({ vision: 'onnx/vision_model.onnx', text: 'onnx/text_model.onnx' });
    expect(findLayout(all, 'int8')).toMatchObject({ vision: 'onnx/vision_model_int8.onnx' });
    const some = [...SHARED, ...graphs('vision_model_bnb4', 'vision_model_uint8', 'text_model_odd', 'text_model_q4')];
    expect(findLayout(some)).toMatchObject({
      vision: 'onnx/vision_model_uint8.onnx',
      text: 'onnx/text_model_q4.onnx',
    });
    expect(findLayout([...SHARED, ...graphs('vision_model_odd', 'text_model')]).vision).toMatch('odd');
  });

  it('lists external weights of the chosen graphs only', () => {
    const data = ['onnx/text_model.onnx_data', 'onnx/text_model.onnx_data_1', 'onnx/vision_model.onnx.data'];
    const others = ['onnx/text_model_fp16.onnx_data', 'onnx/model.onnx_data', 'text_model.onnx_data'];
    const paths = [...SHARED, ...graphs('vision_model', 'text_model', 'text_model_fp16'), ...data, ...others];
    expect(findLayout(paths).data).toEqual(data);
    expect(findLayout([...paths, 'onnx/vision_model.data', 'onnx/vision_model_fp16.data']).data).toEqual([
      ...data.slice(0, 2),
      'onnx/vision_model.data',
      'onnx/vision_model.onnx.data',
    ]);
  });

  it('finds the layout of Immich, and ignores its graphs for other processors', () => {
    const files = [
      'config.json',
      'visual/preprocess_cfg.json',
      'textual/tokenizer_config.json',
      'visual/cpu/model.onnx',
    ];
    const paths = [
      ...files,
      'textual/tokenizer.json',
      'visual/model.onnx',
      'textual/model.onnx',
      'visual/model.onnx.data',
    ];
    expect(findLayout([...paths, 'visual/rknpu/rk3588/model.rknn', 'textual/fp16/model.armnn'])).toEqual({
      kind: 'immich',
      vision: 'visual/model.onnx',
      text: 'textual/model.onnx',
      tokenizer: 'textual/tokenizer.json',
      configs: ['config.json', 'visual/preprocess_cfg.json', 'textual/tokenizer_config.json'],
      data: ['visual/model.onnx.data'],
    });
  });

  it('finds the layout of OpenCLIP, and the vocabulary of rclip', () => {
    const paths = ['visual.onnx', 'textual.onnx', 'tokenizer.json', 'open_clip_config.json'];
    expect(findLayout(paths)).toMatchObject({ kind: 'openclip', vision: 'visual.onnx', text: 'textual.onnx' });
    const rclip = ['db.sqlite3', 'ViT-B-32/visual.onnx', 'ViT-B-32/textual.onnx'];
    expect(findLayout([...rclip, 'tokenizer/bpe_simple_vocab_16e6.txt.gz'])).toMatchObject({
      vision: 'ViT-B-32/visual.onnx',
      tokenizer: 'tokenizer/bpe_simple_vocab_16e6.txt.gz',
    });
  });

  it('finds one of several models by its folder, with the files that belong to it', () => {
    const of = (size: string) =>
      ['vision_model.onnx', 'text_model.onnx', 'preprocessor_config.json'].map((file) => `onnx/${size}/${file}`);
    const paths = ['tokenizer.json', 'config.json', ...of('s0'), ...of('l14')];
    expect(refusal(paths)).toBe(
      'model-unsupported: It has several models (onnx/l14, onnx/s0): name the folder of one of them.',
    );
    const chosen = findLayout(paths, 'float32', { folder: 'onnx/s0' });
    expect(chosen).toMatchObject({ vision: 'onnx/s0/vision_model.onnx', tokenizer: 'tokenizer.json' });
    expect(chosen.configs).toEqual(['config.json', 'onnx/s0/preprocessor_config.json']);
    expect(findLayout(['tokenizer.json', ...of('s0')]).vision).toBe('onnx/s0/vision_model.onnx');
    // Its own graphs come before those in folders below.
    const nested = findLayout([...paths, ...of('s0/onnx'), ...of('s0/older')], 'float32', { folder: 'onnx/s0' });
    expect(nested.vision).toBe('onnx/s0/onnx/vision_model.onnx');
    expect(findLayout([...paths, ...of('s0/older')], 'float32', { folder: 'onnx/s0' })).toEqual(chosen);
  });

  it("takes the tokenizer's settings from beside it", () => {
    const paths = [
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
      ...graphs('vision_model', 'text_model'),
    ];
    expect(findLayout(paths).configs).toEqual(['tokenizer/tokenizer_config.json']);
    expect(findLayout([...paths, 'tokenizer_config.json']).configs).toEqual(['tokenizer/tokenizer_config.json']);
  });

  it.each([
    [
      'a joint graph',
      [...SHARED, ...graphs('model'), 'onnx/model.onnx_data'],
      /one graph for everything \(onnx\/model.onnx\)/,
    ],
    ['a joint graph, quantised', [...SHARED, 'model_int8.onnx'], /one graph for everything \(model_int8.onnx\)/],
    [
      'half a pair',
      [...SHARED, ...graphs('vision_model_int8')],
      /for pictures \(onnx\/vision_model_int8.onnx\) but none for texts/,
    ],
    [
      'the other half',
      ['textual/model.onnx', 'textual/tokenizer.json'],
      /for texts \(textual\/model.onnx\) but none for pictures/,
    ],
    ['halves of two models', ['a/vision_model.onnx', 'b/text_model.onnx'], /but none for texts beside it/],
    ['no graph', [...SHARED, 'model.safetensors'], /has no onnx\/vision_model.onnx and/],
    ['graphs in unknown folders', ['vision/model.onnx', 'text/model.onnx'], /has no onnx\/vision_model.onnx and/],
    ['nothing', [], /has no onnx\/vision_model.onnx and/],
    ['no tokenizer', graphs('vision_model', 'text_model'), /has no tokenizer.json: copy it/],
    [
      'another tokenizer',
      [...graphs('vision_model', 'text_model'), 'spiece.model'],
      /no tokenizer.json \(only spiece.model\)/,
    ],
  ])('refuses %s in one sentence', (_, paths, reason) => {
    expect(refusal(paths)).toMatch(/^model-unsupported: It has [^\n]*\.$/);
    expect(refusal(paths)).toMatch(reason);
  });
});
