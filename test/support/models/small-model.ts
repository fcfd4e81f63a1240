/** A model folder whose graphs are no graphs: enough for whatever reads only its configuration. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, unknown>>;

const CLIP: Files = {
  'onnx/vision_model.onnx': 'vision',
  'onnx/text_model.onnx': 'text',
  'tokenizer.json': {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: 0, content: '<|endoftext|>', special: true }],
    normalizer: { type: 'Lowercase' },
    model: { type: 'BPE', vocab: {}, merges: [] },
  },
  'tokenizer_config.json': {
    model_max_length: 77,
    pad_token: '<|endoftext|>',
    eos_token: '<|endoftext|>',
    do_lower_case: true,
    tokenizer_class: 'CLIPTokenizer',
  },
  'preprocessor_config.json': {
    size: { shortest_edge: 224 },
    crop_size: 224,
    do_center_crop: true,
    resample: 3,
    do_normalize: true,
    do_rescale: true,
    rescale_factor: 0.00392156862745098,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  },
};

/** Write the files of a CLIP in the Hugging Face layout, with changes: other contents, or undefined for none. */
export function writeSmallModel(folder: string, changes: Files = {}): void {
  writeModelFiles(folder, { ...CLIP, ...changes });
}

/** Write files: texts and bytes as they are, other values as JSON. */
export function writeModelFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), isRaw ? content : JSON.stringify(content));
  }
}
