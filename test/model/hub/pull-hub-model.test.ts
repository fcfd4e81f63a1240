import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedHubModels } from '../../../src/model/hub/installed.ts';
import { findModel, pullModel, verifyModel } from '../../../src/model/store/install.ts';
import type { MissingFile } from '../../../src/model/store/model-store.ts';
import { textWithWeightsIn } from '../../support/models/colour-model.ts';
import { FILES, foldersIn, REPOSITORY, startModelHub } from '../../support/net/hub-models.ts';

const NAME = `hf:${REPOSITORY}`;
const PATHS = [...FILES.keys()];

describe('a model of the hub without a manifest', () => {
  it('is listed, downloaded at the pinned commit, checked and recorded, and found again by its name', async () => {
    const { hub, store } = await startModelHub();
    hub.describe(REPOSITORY, { tags: ['onnx', 'license:mit\u001b[31m'] });
    hub.put(REPOSITORY, 'onnx/model.onnx', Buffer.from('a joint graph, which nobody needs'));
    hub.put(REPOSITORY, 'README.md', Buffer.from('# read me'));
    const listed: MissingFile[] = [];
    const model = await pullModel(store, NAME, { onFiles: (files) => listed.push(...files) });

    expect(model.name).toMatch(/^hf:Xenova\/pocket@[0-9a-f]{12}$/);
    expect(listed.map(({ path, size }) => [path, size])).toEqual(PATHS.map((path) => [path, FILES.get(path)!.length]));
    expect(model.folder).toBe(join(store.folder, 'hf', model.name.slice(3).replace('/', '--')));
    expect(model.visionFile).toBe(join(model.folder, 'onnx', 'vision_model_quantized.onnx'));
    const record = JSON.parse(readFileSync(join(model.folder, 'installed.json'), 'utf8'));
    expect(record).toMatchObject({ name: model.name, repository: REPOSITORY, licence: 'mit\\u{1b}[31m' });
    expect(record.revision.startsWith(model.name.split('@')[1])).toBe(true);
    for (const { url } of record.files) expect(url).toContain(`/${REPOSITORY}/resolve/${record.revision}/`);

    const requests = hub.requests.length;
    for (const name of [NAME, model.name, `${NAME}@main`]) expect(findModel(store, name)).toEqual(model);
    expect(await pullModel(store, model.name)).toEqual(model);
    expect(await verifyModel(store, model.name)).toEqual(PATHS.map((file) => ({ file, ok: true })));
    expect(hub.requests.length).toBe(requests);
  });

  it('is found again by its name when a file, the record or everything is gone', async () => {
    const { store } = await startModelHub();
    const model = await pullModel(store, NAME);
    for (const gone of ['tokenizer.json', 'installed.json', '.']) {
      rmSync(join(model.folder, gone), { recursive: true });
      if (gone === 'tokenizer.json') {
        const advice = `has no tokenizer.json. Get it again with: picsift model pull ${model.name}`;
        expect(() => findModel(store, model.name)).toThrow(advice);
      } else expect(findModel(store, model.name)).toBeUndefined();
      expect(await pullModel(store, model.name)).toEqual(model);
    }
    for (const content of ['null', '{"name": "hf:../../x", "repository": "x", "revision": "x", "files": []}']) {
      mkdirSync(join(store.folder, 'hf', 'other'), { recursive: true });
      writeFileSync(join(store.folder, 'hf', 'other', 'installed.json'), content);
      expect(installedHubModels(store).map(({ record }) => record.name)).toEqual([model.name]);
    }
    // As an interrupted download leaves it, but damaged.
    rmSync(model.visionFile);
    writeFileSync(`${model.visionFile}.part`, 'x');
    writeFileSync(`${model.visionFile}.part.json`, '{"etag": 5}');
    expect(await pullModel(store, model.name)).toEqual(model);
  });

  it('gets the files of weights that only its graphs name', async () => {
    const { hub, store } = await startModelHub();
    const { graph, weights } = textWithWeightsIn('weights.bin');
    hub.put(REPOSITORY, 'onnx/text_model_quantized.onnx', graph);
    hub.put(REPOSITORY, 'onnx/weights.bin', weights);
    hub.put(REPOSITORY, 'onnx/others.bin', weights);
    const model = await pullModel(store, NAME);
    expect(model.dataFiles).toEqual([join(model.folder, 'onnx', 'weights.bin')]);
    expect((await verifyModel(store, model.name)).map(({ file }) => file)).toEqual([...PATHS, 'onnx/weights.bin']);
    rmSync(model.dataFiles[0]!);
    expect(await pullModel(store, NAME)).toEqual(model);
    expect(hub.sentBytes('.bin')).toBe(2 * weights.length);
  });

  it('keeps its other files when a repair is interrupted', async () => {
    const { hub, store } = await startModelHub();
    const model = await pullModel(store, NAME);
    writeFileSync(model.tokenizerFile, '{}');
    const sent = hub.sentBytes('.onnx');
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
      hub.fail('tokenizer.json', { status: 429, times: 1 });
      await expect(pullModel(store, NAME)).rejects.toMatchObject({ code: 'download-failed' });
      rmSync(join(model.folder, file));
    }
    expect(await pullModel(store, NAME)).toEqual(model);
    expect(hub.sentBytes('.onnx')).toBe(sent);
  });

  it('is repaired with the files of its own commit, also when the branch has moved on', async () => {
    const { hub, store } = await startModelHub();
    const model = await pullModel(store, NAME);
    hub.put(REPOSITORY, 'README.md', Buffer.from('another commit'));
    writeFileSync(join(model.folder, 'tokenizer.json'), '{}');
    expect((await verifyModel(store, model.name)).filter(({ ok }) => !ok)).toMatchObject([{ file: 'tokenizer.json' }]);
    expect(await pullModel(store, model.name)).toEqual(model);
    expect((await verifyModel(store, model.name)).every(({ ok }) => ok)).toBe(true);

    const newer = await pullModel(store, NAME);
    expect(newer.name).not.toBe(model.name);
    expect(installedHubModels(store).map(({ record }) => record.name)).toEqual([newer.name, model.name]);
    expect(findModel(store, NAME)).toEqual(newer);
    expect(findModel(store, model.name)).toEqual(model);
  });

  it('has 8-bit weights if there are any, and full precision where a person asks for it', async () => {
    const { hub, store } = await startModelHub();
    for (const path of PATHS.filter((file) => file.endsWith('.onnx'))) {
      hub.put(REPOSITORY, path.replace('_quantized', ''), FILES.get(path)!);
    }
    const usual = await pullModel(store, NAME);
    const full = await pullModel(store, `${NAME}+float32`);
    expect(full.name).toBe(`${usual.name}+float32`);
    expect(full.visionFile).toBe(join(full.folder, 'onnx', 'vision_model.onnx'));
    const small = await pullModel(store, `${NAME}+int8`);
    expect(small).toMatchObject({ name: `${usual.name}+int8`, text: usual.text });
    for (const model of [full, small]) {
      expect(findModel(store, model.name)).toEqual(model);
      expect(findModel(store, `${NAME}${model.name.slice(usual.name.length)}`)).toEqual(model);
    }
    expect(findModel(store, usual.name)).toEqual(usual);
  });

  it('may be one of several in its repository', async () => {
    const { hub, store } = await startModelHub();
    hub.remove(REPOSITORY);
    for (const size of ['s0', 's2']) {
      for (const [path, bytes] of FILES) {
        if (path.startsWith('tokenizer')) hub.put(REPOSITORY, path, bytes);
        else hub.put(REPOSITORY, `onnx/${size}/${path.replace(/^onnx\//, '')}`, bytes);
      }
    }
    await expect(pullModel(store, NAME)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/several models \(onnx\/s0, onnx\/s2\)/),
    });
    const model = await pullModel(store, `${NAME}/onnx/s2`);
    expect(model.visionFile).toBe(join(model.folder, 'onnx', 's2', 'vision_model_quantized.onnx'));
    expect(findModel(store, model.name)).toEqual(model);
    expect(foldersIn(store)).toHaveLength(1);
  });

  it('continues after a cut connection, with the listed commit although the branch has changed meanwhile', async () => {
    const { hub, store } = await startModelHub();
    let received = 0;
    hub.fail('vision_model_quantized.onnx', { cutAfter: 20_000, received: () => received, times: 2 });
    const model = await pullModel(store, NAME, {
      onFiles: () => hub.put(REPOSITORY, 'tokenizer.json', Buffer.from('{"other": "bytes"}')),
      onProgress: ({ file, receivedBytes }) => {
        if (file.includes('vision')) received = receivedBytes;
      },
    });
    expect(readFileSync(join(model.folder, 'tokenizer.json'))).toEqual(FILES.get('tokenizer.json'));
    const size = FILES.get('onnx/vision_model_quantized.onnx')!.length;
    expect(hub.sentBytes('vision_model_quantized.onnx')).toBe(size);
  });

  it('is pulled with the token where it needs one, which goes to the hub only', async () => {
    const { hub, store } = await startModelHub({ token: 'hf_secret' });
    hub.describe(REPOSITORY, { gated: 'manual' });
    const model = await pullModel({ ...store, token: 'hf_secret' }, NAME);
    expect(findModel(store, NAME)).toEqual(model);
    expect(hub.requests.filter(({ server, authorization }) => server === 'cdn' && authorization)).toEqual([]);
    expect(readFileSync(join(model.folder, 'installed.json'), 'utf8')).not.toContain('hf_secret');
  });
});
