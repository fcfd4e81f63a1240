/** Lists of files as real repositories have them. */

import { describe, expect, it } from 'vitest';
import { chooseFiles } from '../../../src/model/hub/choose-files.ts';
import { parseHubReference } from '../../../src/model/hub/hub-reference.ts';

const EVERYWHERE = ['.gitattributes', 'README.md', 'special_tokens_map.json'];
const TRANSFORMERS = ['config.json', 'preprocessor_config.json', 'tokenizer_config.json', 'tokenizer.json'];
const VARIANTS = ['', '_bnb4', '_fp16', '_int8', '_q4', '_q4f16', '_quantized', '_uint8'];
const SIGLIP = ['model', 'text_model', 'vision_model'].flatMap((graph) =>
  VARIANTS.map((variant) => `onnx/${graph}${variant}.onnx`),
);

function chosen(reference: string, paths: readonly string[]) {
  const files = [...EVERYWHERE, ...paths].map((path, index) => ({ path, size: index }));
  const { files: found } = chooseFiles(parseHubReference(reference), files);
  for (const file of found) expect(files).toContain(file);
  return found.map(({ path }) => path);
}

describe('the files of', () => {
  it('onnx-community/siglip2-base-patch16-224-ONNX', () => {
    const paths = [...TRANSFORMERS, ...SIGLIP];
    const usual = [...TRANSFORMERS, 'onnx/text_model_int8.onnx', 'onnx/vision_model_int8.onnx'];
    expect(chosen('hf:a/b', paths)).toEqual(usual);
    expect(chosen('hf:a/b+int8', paths)).toEqual(usual);
    const full = [...TRANSFORMERS, 'onnx/text_model.onnx', 'onnx/vision_model.onnx'];
    expect(chosen('hf:a/b+float32', paths)).toEqual(full);
    const lacking = paths.filter((path) => path !== 'onnx/text_model.onnx');
    expect(() => chosen('hf:a/b+float32', lacking)).toThrow(/only onnx\/text_model_fp16\.onnx\.$/);
  });

  it('a model whose text tower has its weights in a file of its own', () => {
    const graphs = ['onnx/text_model.onnx', 'onnx/vision_model.onnx'];
    const data = ['onnx/text_model.onnx_data', 'onnx/text_model.onnx_data_1'];
    const others = ['onnx/model.onnx', 'onnx/model.onnx_data', 'model.safetensors'];
    expect(chosen('hf:a/b', [...TRANSFORMERS, ...others, ...graphs, ...data])).toEqual([
      ...TRANSFORMERS,
      ...graphs,
      ...data,
    ]);
  });

  it('immich-app/ViT-B-32__openai', () => {
    const paths = [
      'config.json',
      'textual/model.armnn',
      'textual/model.onnx',
      'textual/special_tokens_map.json',
      'textual/tokenizer.json',
      'textual/tokenizer_config.json',
      'visual/model.armnn',
      'visual/model.onnx',
      'visual/preprocess_cfg.json',
    ];
    expect(new Set(chosen('hf:immich-app/ViT-B-32__openai', paths))).toEqual(
      new Set(paths.filter((path) => !/armnn|special/.test(path))),
    );
    expect(() => chosen('hf:a/b+int8', paths)).toThrow('a/b has no 8-bit graphs, only visual/model.onnx.');
  });

  it('plhery/mobileclip2-onnx, which has several models', () => {
    const sizes = ['s0', 's2', 'b', 'l14'].flatMap((size) =>
      ['config.json', 'preprocessor_config.json', 'text_model.onnx', 'vision_model.onnx'].map(
        (file) => `onnx/${size}/${file}`,
      ),
    );
    const paths = [...sizes, 'onnx/text_model.onnx', 'onnx/vision_model.onnx', ...TRANSFORMERS];
    expect(chosen('hf:plhery/mobileclip2-onnx', paths)).toContain('onnx/vision_model.onnx');
    expect(chosen('hf:plhery/mobileclip2-onnx/onnx/s0', paths)).toEqual([
      'onnx/s0/config.json',
      'onnx/s0/preprocessor_config.json',
      'tokenizer_config.json',
      'tokenizer.json',
      'onnx/s0/text_model.onnx',
      'onnx/s0/vision_model.onnx',
    ]);
  });

  it('a repository with half-precision graphs only, which are neither of the variants', () => {
    const paths = [...TRANSFORMERS, 'onnx/text_model_fp16.onnx', 'onnx/vision_model_fp16.onnx'];
    expect(chosen('hf:a/b', paths)).toContain('onnx/vision_model_fp16.onnx');
    for (const variant of ['float32', 'int8']) {
      expect(() => chosen(`hf:a/b+${variant}`, paths)).toThrow(/only onnx\/vision_model_fp16\.onnx\.$/);
    }
  });

  it('a repository with names that not every system can store', () => {
    const paths = [...TRANSFORMERS, 'my models/text_model.onnx', 'my models/vision_model.onnx'];
    expect(() => chosen('hf:a/b', paths)).toThrow(expect.objectContaining({ code: 'model-unsupported' }));
  });
});
