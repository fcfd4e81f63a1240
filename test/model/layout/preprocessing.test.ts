import { describe, expect, it } from 'vitest';
import { parseOpenClipConfig, parsePreprocessCfg } from '../../../src/model/layout/openclip-config.ts';
import { parsePreprocessing } from '../../../src/model/layout/preprocessor-config.ts';

const HALF = [0.5, 0.5, 0.5];
const CLIP = { size: 224, image_mean: HALF, image_std: HALF };

function refusal(parse: (config: unknown, file: string) => unknown, config: unknown): string {
  try {
    parse(config, 'FILE');
    return 'accepted';
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
}

describe('preprocessor_config.json', () => {
  it.each([
    ['one number', 224, 256, { resize: { shortestEdge: 224 }, crop: { width: 224, height: 224 } }],
    [
      'the shorter edge',
      { shortest_edge: 256 },
      224,
      { resize: { shortestEdge: 256 }, crop: { width: 224, height: 224 } },
    ],
    [
      'the shorter edge and two edges to crop',
      { shortest_edge: 256 },
      { height: 224, width: 192 },
      { resize: { shortestEdge: 256 }, crop: { width: 192, height: 224 } },
    ],
    [
      'both edges',
      { height: 384, width: 256 },
      null,
      { resize: { width: 256, height: 384 }, crop: { width: 256, height: 384 } },
    ],
  ])('reads a size of %s', (_, size, crop_size, expected) => {
    expect(parsePreprocessing({ ...CLIP, size, crop_size })).toMatchObject(expected);
  });

  it('does not crop where it says so', () => {
    const { crop } = parsePreprocessing({ ...CLIP, do_center_crop: false, crop_size: 100 });
    expect(crop).toEqual({ width: 224, height: 224 });
  });

  it('takes one number as both edges for the processors that stretch', () => {
    const stretched = { resize: { width: 224, height: 224 } };
    expect(parsePreprocessing({ ...CLIP, image_processor_type: 'SiglipImageProcessor' })).toMatchObject(stretched);
    expect(parsePreprocessing({ ...CLIP, feature_extractor_type: 'ViTFeatureExtractor' })).toMatchObject(stretched);
    const kept = parsePreprocessing({ ...CLIP, image_processor_type: 'CLIPImageProcessor' });
    expect(kept.resize).toEqual({ shortestEdge: 224 });
  });

  it('passes over keys of other processors that are switched off', () => {
    expect(parsePreprocessing({ ...CLIP, do_flip_channel_order: false, crop_pct: null })).toEqual(
      parsePreprocessing(CLIP),
    );
  });

  it.each([
    [undefined, 'cubic'],
    [null, 'cubic'],
    [0, 'nearest'],
    [1, 'lanczos3'],
    [2, 'linear'],
    [3, 'cubic'],
  ])('reads the filter %s', (resample, expected) => {
    expect(parsePreprocessing({ ...CLIP, resample }).resample).toBe(expected);
  });

  it('normalises only where it should, and rescales as it says', () => {
    const plain = { mean: [0, 0, 0], std: [1, 1, 1] };
    expect(parsePreprocessing({ size: 256, do_normalize: false })).toMatchObject(plain);
    expect(parsePreprocessing({ ...CLIP, do_normalize: false })).toMatchObject(plain);
    expect(parsePreprocessing({ ...CLIP, rescale_factor: 0.00392156862745098 })).toMatchObject({
      mean: HALF,
      std: HALF,
    });
    // (value - 0.5) / 0.5 of a value from 0 to 255, and of one from 0 to 2.
    const [raw, double] = [{ do_rescale: false }, { rescale_factor: 2 / 255 }].map((rescale) =>
      parsePreprocessing({ ...CLIP, ...rescale }),
    );
    expect(raw!.mean[0]).toBeCloseTo(0.5 / 255, 8);
    expect(raw!.std[2]).toBeCloseTo(0.5 / 255, 8);
    expect(double!.mean[1]).toBeCloseTo(0.25, 8);
  });

  it('takes null for a key that is not set', () => {
    const unset = { crop_size: null, do_center_crop: null, do_convert_rgb: null, do_pad: null, pad_size: null };
    expect(parsePreprocessing({ ...CLIP, ...unset })).toEqual(parsePreprocessing(CLIP));
  });

  it.each([
    [{ ...CLIP, size: undefined }, 'it has no "size"'],
    [{ ...CLIP, image_mean: undefined }, 'it has no "image_mean"'],
    [{ ...CLIP, image_std: null }, 'it has no "image_std"'],
    [{ ...CLIP, image_std: [0.5, 0.5, 0] }, '"image_std.2": 0'],
    [{ ...CLIP, image_mean: [0.5] }, '"image_mean": [0.5]'],
    [{ ...CLIP, size: { longest_edge: 224 } }, '"size": {"longest_edge":224}'],
    [{ ...CLIP, size: 22.4 }, '"size": 22.4'],
    [{ ...CLIP, size: 100_000 }, '"size": 100000'],
    [{ ...CLIP, resample: 5 }, '"resample": 5'],
    [{ ...CLIP, do_resize: false }, '"do_resize": false'],
    [{ ...CLIP, do_pad: true }, '"do_pad": true'],
    [{ ...CLIP, resize_mode: 'shortest' }, '"resize_mode"'],
    [{ ...CLIP, max_num_patches: 256 }, '"max_num_patches"'],
    [{ ...CLIP, do_flip_channel_order: true }, '"do_flip_channel_order"'],
    [{ ...CLIP, crop_pct: 0.875 }, '"crop_pct"'],
    [[], 'it holds []'],
    ['text', 'it holds "text"'],
    [null, 'it holds null'],
  ])('refuses %j in one sentence', (config, reason) => {
    const text = refusal(parsePreprocessing, config);
    expect(text).toMatch(/^model-unsupported: The model's configuration FILE cannot be used: [^\n]*\.$/);
    expect(text).toContain(reason);
  });
});

describe('preprocess_cfg.json and open_clip_config.json', () => {
  it('gives the same as the file of Hugging Face', () => {
    const cropped = {
      size: 224,
      mode: 'RGB',
      mean: HALF,
      std: HALF,
      interpolation: 'bicubic',
      resize_mode: 'shortest',
    };
    expect(parsePreprocessCfg(cropped, '')).toEqual(parsePreprocessing({ ...CLIP, resample: 3 }));
    const stretched = { ...cropped, size: [256, 224], interpolation: 'bilinear', resize_mode: 'squash', fill_color: 0 };
    const siglip = { size: { height: 256, width: 224 }, image_mean: HALF, image_std: HALF, resample: 2 };
    expect(parsePreprocessCfg(stretched, '')).toEqual(parsePreprocessing(siglip));
    expect(parsePreprocessCfg({ ...cropped, size: [224, 224] }, '')).toEqual(parsePreprocessCfg(cropped, ''));
  });

  it("has OpenCLIP's defaults, and the size of the model", () => {
    const defaults = parsePreprocessCfg({ size: 256 }, '');
    expect(defaults).toMatchObject({
      resize: { shortestEdge: 256 },
      resample: 'cubic',
      mean: [0.48145466, 0.4578275, 0.40821073],
    });
    const model_cfg = { embed_dim: 512, vision_cfg: { image_size: 256 }, text_cfg: {} };
    expect(parseOpenClipConfig({ model_cfg }, '')).toEqual(defaults);
    const preprocess_cfg = { resize_mode: 'squash', mean: [0, 0, 0], std: [1, 1, 1] };
    expect(parseOpenClipConfig({ model_cfg, preprocess_cfg }, '')).toMatchObject({
      resize: { width: 256, height: 256 },
      std: [1, 1, 1],
    });
  });

  it.each([
    [{ mean: HALF }, 'it has no "size"'],
    [{ size: 224, resize_mode: 'longest' }, '"resize_mode": "longest"'],
    [{ size: 224, resize_mode: 'other' }, '"resize_mode": "other"'],
    [{ size: 224, interpolation: 'random' }, '"interpolation": "random"'],
    [{ size: [224, 256] }, '224 x 256'],
    [{ size: [224] }, '"size": [224]'],
    [{ size: 224, mode: 'L' }, '"mode": "L"'],
  ])('refuses %j in one sentence', (config, reason) => {
    const text = refusal(parsePreprocessCfg, config);
    expect(text).toMatch(/^model-unsupported: The model's configuration FILE cannot be used: [^\n]*\.$/);
    expect(text).toContain(reason);
  });

  it('refuses an open_clip_config.json without a size', () => {
    expect(refusal(parseOpenClipConfig, { preprocess_cfg: {} })).toContain('it has no "model_cfg"');
    expect(refusal(parseOpenClipConfig, { model_cfg: { vision_cfg: {} } })).toContain(
      'no "model_cfg.vision_cfg.image_size"',
    );
  });
});
