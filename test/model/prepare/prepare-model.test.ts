import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawPictures, TEXTS } from '../../../src/model/prepare/compare.ts';
import { multipliesExactly } from '../../../src/model/prepare/exact-integers.ts';
import { prepareModel } from '../../../src/model/prepare/prepare-model.ts';
import { findPrepared, preparedFolder, readRecord, writeRecord } from '../../../src/model/prepare/record.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { fingerprint } from '../../../src/model/store/fingerprint.ts';
import { BUILT_IN_MODEL, loadManifest } from '../../../src/model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { writeUnsignedModel } from '../../support/onnx/unsigned-model.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

/** Where the processor cuts off large products, nothing may be prepared. */
const isExact = await multipliesExactly();

async function model() {
  const folder = temporaryFolder();
  writeUnsignedModel(folder);
  const spec = readModelFolder(folder);
  return { spec, hash: await fingerprint(spec) };
}

const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

async function vectorsOf(spec: ModelSpec): Promise<Float32Array[]> {
  const [image, text] = [await openImageTower(spec), await openTextTower(spec)];
  const vectors = [...(await image.embed(drawPictures(12, spec.preprocessing.crop))), ...(await text.embed(TEXTS))];
  await Promise.all([image.close(), text.close()]);
  return vectors;
}

describe('preparing a model', () => {
  // It measures, and another program may take the processor just then.
  it('writes a faster graph with the same vectors beside no file of the model, and does it once', {
    retry: 2,
  }, async () => {
    const { spec, hash } = await model();
    const before = files(spec.folder);
    const store = join(temporaryFolder(), 'models');
    const prepared = await prepareModel(spec, hash, store);
    const { halves, attempts } = readRecord(preparedFolder(store, hash))!;
    expect(halves!.vision).toMatchObject(isExact ? { result: 'faster', weights: 3 } : { result: 'different outputs' });
    expect(halves!.text.weights).toBe(1);
    expect(attempts).toBe(1);
    const file = isExact ? join(preparedFolder(store, hash), 'vision', 'vision_model.onnx') : undefined;
    expect(prepared.prepared?.visionFile).toBe(file);
    expect(await vectorsOf(prepared)).toEqual(await vectorsOf(spec));
    expect(files(spec.folder)).toEqual(before);
    // The fingerprint stays that of the model's own files.
    expect(await fingerprint(prepared)).toBe(hash);
    const record = join(preparedFolder(store, hash), 'prepared.json');
    const { mtimeMs } = statSync(record);
    expect(await prepareModel(spec, hash, store)).toEqual(prepared);
    expect(statSync(record).mtimeMs).toBe(mtimeMs);
  });

  it('leaves the built-in model as it is, and writes no graph', async () => {
    const pocket = readModelFolder(`models/${BUILT_IN_MODEL}`, loadManifest(BUILT_IN_MODEL));
    const hash = await fingerprint(pocket);
    const store = temporaryFolder();
    expect((await prepareModel(pocket, hash, store)).prepared).toEqual({});
    expect(findPrepared(store, pocket, hash)).toEqual({});
    expect(files(preparedFolder(store, hash))).toEqual(['prepared.json']);
  });

  it('is done by one of twenty at once, while the others go on', async () => {
    const { spec, hash } = await model();
    const store = temporaryFolder();
    const prepared = await Promise.all(Array.from({ length: 20 }, () => prepareModel(spec, hash, store)));
    expect(prepared.filter((one) => one.prepared !== undefined)).toHaveLength(1);
    expect(readRecord(preparedFolder(store, hash))).toMatchObject({ attempts: 1 });
    expect(files(join(store, 'prepared')).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('is done again after a kill, but not for ever', async () => {
    const { spec, hash } = await model();
    const store = temporaryFolder();
    const folder = preparedFolder(store, hash);
    await prepareModel(spec, hash, store);
    // As a killed process leaves it.
    const { halves, ...begun } = readRecord(folder)!;
    writeRecord(folder, begun);
    mkdirSync(join(folder, 'vision'), { recursive: true });
    writeFileSync(join(folder, 'vision', 'vision_model.onnx'), 'half a file');
    expect(findPrepared(store, spec, hash)).toBeUndefined();
    expect((await prepareModel(spec, hash, store)).prepared).toBeDefined();
    expect(readRecord(folder)).toMatchObject({ attempts: 2, halves: { vision: { weights: 3 } } });
    writeRecord(folder, { ...begun, attempts: 3 });
    expect((await prepareModel(spec, hash, store)).prepared).toEqual({});
  });

  it.runIf(isExact)('is done again when a file is cut, and the model works meanwhile', { retry: 2 }, async () => {
    const { spec, hash } = await model();
    const store = temporaryFolder();
    const prepared = await prepareModel(spec, hash, store);
    const { visionFile } = prepared.prepared!;
    truncateSync(visionFile!, 1_000);
    expect(findPrepared(store, spec, hash)).toBeUndefined();
    expect(await vectorsOf(prepared)).toEqual(await vectorsOf(spec));
    rmSync(visionFile!);
    expect(await vectorsOf(prepared)).toEqual(await vectorsOf(spec));
    expect((await prepareModel(spec, hash, store)).prepared?.visionFile).toBe(visionFile);
  });

  it('goes on without where it cannot write', async () => {
    const { spec, hash } = await model();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await prepareModel(spec, hash, join(file, 'models'))).toEqual(spec);
  });

  it('leaves a damaged model to the error message of its tower', async () => {
    const { spec, hash } = await model();
    truncateSync(spec.visionFile, 500);
    const prepared = await prepareModel(spec, hash, temporaryFolder());
    await expect(openImageTower(prepared)).rejects.toMatchObject({ code: 'model-broken' });
  });
});
