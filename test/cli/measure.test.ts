/** `picsift model measure`, and its table. */

import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { judge, type ModelMeasurement, measurementLines } from '../../src/cli/output/measurement-lines.ts';
import type { MeasuredVariant } from '../../src/model/prepare/measure.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { writeUnsignedModel } from '../support/onnx/unsigned-model.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

/** A folder with two variants that differ a little: of other weights. */
function twoVariants(): string {
  const folder = join(temporaryFolder(), 'two');
  writeUnsignedModel(folder, 1);
  const other = temporaryFolder();
  writeUnsignedModel(other, 2);
  for (const half of ['vision', 'text']) {
    cpSync(join(other, 'onnx', `${half}_model.onnx`), join(folder, 'onnx', `${half}_model_uint8.onnx`));
  }
  return folder;
}

const variant = (name: string, pictureMs: number, overrides: Partial<MeasuredVariant> = {}): MeasuredVariant => ({
  name,
  isSigned: false,
  isUsed: false,
  bytes: 88_000_000,
  pictureMs,
  textMs: 20,
  cosine: { mean: 0.99, worst: 0.97 },
  ...overrides,
});

describe('picsift model measure', () => {
  it('measures each variant of a folder and its rewrite, and leaves the folder as it is', async () => {
    const { here } = await indexedLibrary();
    const folder = twoVariants();
    const before = readdirSync(folder, { recursive: true });
    const { stdout, code } = await here('model', 'measure', folder, '--json', '--quiet');
    expect(code).toBe(0);
    const [measured] = JSON.parse(stdout) as [ModelMeasurement];
    // The index has four photos.
    expect(measured).toMatchObject({ model: 'two', pictures: 10, ownPhotos: false });
    const found = measured!.variants.map(({ name, isSigned }) => [name, isSigned]);
    expect(found).toEqual([
      ['full', false],
      ['full', true],
      ['uint8', false],
      ['uint8', true],
    ]);
    const [full, signed, other, otherSigned] = measured!.variants;
    expect(full!.cosine!.worst).toBeCloseTo(1, 6);
    // The rewrite has the same vectors.
    expect(signed!.cosine).toEqual(full!.cosine);
    expect(otherSigned!.cosine).toEqual(other!.cosine);
    expect(other!.cosine!.mean).toBeLessThan(0.999);
    expect(measured!.variants.every(({ pictureMs, textMs }) => pictureMs! > 0 && textMs! > 0)).toBe(true);
    expect(measured!.variants.filter(({ isUsed }) => isUsed).map(({ name }) => name)).toEqual(['full']);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it('measures the model in use without a name, and says why a variant cannot be measured', async () => {
    const { here } = await indexedLibrary();
    expect((await here('model', 'measure', '--quiet')).stdout).toMatch(/^pocket, measured on 10 drawn pictures/);
    const folder = twoVariants();
    writeFileSync(join(folder, 'onnx', 'vision_model_uint8.onnx'), 'damaged');
    const { stdout, stderr, code } = await here('model', 'measure', folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^uint8 .*vision_model_uint8.onnx cannot be loaded/m);
    expect(stderr).toContain('Measuring two: full, signed ...');
  });

  it('says how to get a model that is not installed', async () => {
    const { here } = await indexedLibrary();
    const { stderr, code } = await here('model', 'measure', 'clip-vit-b32');
    expect([code, stderr]).toEqual([
      EXIT.failure,
      expect.stringContaining('Install it with: picsift model pull clip-vit-b32'),
    ]);
  });

  it('recommends the fastest variant that is close to full precision and worth it', () => {
    const full = variant('full', 70, { isUsed: true, cosine: { mean: 1, worst: 1 } });
    const recommended = (...others: MeasuredVariant[]) => judge([full, ...others]).recommended;
    expect(recommended()).toBeNull();
    expect(recommended(variant('int8', 30), variant('quantized', 28, { isSigned: true }))).toBe('quantized');
    expect(recommended(variant('int8', 60))).toBeNull();
    expect(recommended(variant('int8', 30, { cosine: { mean: 0.97, worst: 0.96 } }))).toBeNull();
    expect(recommended(variant('int8', 30, { cosine: { mean: 0.99, worst: 0.9 } }))).toBeNull();
    expect(recommended(variant('fp16', Number.NaN, { pictureMs: undefined, problem: 'no such operator' }))).toBeNull();
    // Nothing says how good a variant is without full precision.
    const alone = [variant('int8', 30, { isUsed: true, cosine: undefined }), variant('q4', 9, { cosine: undefined })];
    expect(judge(alone).recommended).toBeNull();
  });

  it('prints one line for each variant', () => {
    const variants = [
      variant('full', 70.123, { isUsed: true }),
      variant('int8', 1, { isSigned: true, cosine: undefined }),
    ];
    const lines = measurementLines({
      model: 'clip',
      pictures: 50,
      ownPhotos: true,
      variants,
      reason: 'full precision comes first',
      recommended: 'int8',
    });
    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'clip, measured on 50 of your photos, one thread:',
      ' MB ms a picture ms a text cosine worst',
      'full 88 70.1 20.0 0.9900 0.9700',
      'int8, signed 88 1.0 20.0 - -',
      'picsift uses full: full precision comes first.',
      'On this machine "int8" is faster and finds the same photos: docs/models.md says how to switch.',
    ]);
  });
});
