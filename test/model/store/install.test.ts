import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFile, packageRoot } from '../../../src/base/paths.ts';
import { findModel, installManifest, pullModel, verifyModel } from '../../../src/model/store/install.ts';
import { BUILT_IN_MODEL, loadManifest, type ModelManifest } from '../../../src/model/store/manifest.ts';
import type { PullProgress } from '../../../src/model/store/model-store.ts';
import { COLOUR_DIMENSION, COLOUR_MODEL } from '../../support/models/colour-model.ts';
import { type Hub, startHub } from '../../support/net/hub-stand-in.ts';
import { newFolder } from '../../support/photos/drawings.ts';

const REPOSITORY = 'Xenova/clip-vit-base-patch32';
const VISION = 'onnx/vision_model_quantized.onnx';
const TEXT = 'onnx/text_model_quantized.onnx';

/** Returns a model with the names of the hub and the content of a small model. */
const MANIFEST: ModelManifest = { ...loadManifest('clip-vit-b32'), dimension: COLOUR_DIMENSION, contextLength: 64 };
const PATHS = MANIFEST.files.map(({ path }) => path);
const CONTENT = new Map(PATHS.map((path) => [path, COLOUR_MODEL.get(path.replace('_quantized', ''))!]));
const sizeOf = (path: string) => CONTENT.get(path)!.length;

let hub: Hub;
let data: string;
let store: { folder: string; endpoint: string; token: string };
let folder: string;

beforeEach(async () => {
  hub = await startHub();
  for (const [path, bytes] of CONTENT) hub.put(REPOSITORY, path, bytes);
  data = newFolder();
  store = { folder: join(data, 'models'), endpoint: hub.endpoint, token: 'hf_secret' };
  folder = join(store.folder, MANIFEST.name);
});

afterEach(async () => {
  await hub.close();
  rmSync(data, { recursive: true });
});

const install = (options = {}, manifest = MANIFEST) => installManifest(store, manifest, options);

describe('the built-in model', () => {
  it('is found, pulled and verified without a network', async () => {
    await hub.close();
    expect(findModel(store, BUILT_IN_MODEL)?.folder).toBe(join(packageRoot(), 'models', BUILT_IN_MODEL));
    expect(await pullModel(store, BUILT_IN_MODEL)).toEqual(findModel(store, BUILT_IN_MODEL));
    const files = ['onnx/vision_model.onnx', 'onnx/text_model.onnx', 'tokenizer.json', 'preprocessor_config.json'];
    expect(await verifyModel(store, BUILT_IN_MODEL)).toEqual(files.map((file) => ({ file, ok: true })));
    expect(existsSync(store.folder)).toBe(false);
    hub = await startHub();
  });
});

describe('a pull', () => {
  it('installs, checks and records the model; afterwards there is nothing to do', async () => {
    const seen: PullProgress[] = [];
    expect(findModel(store, MANIFEST.name)).toBeUndefined();
    const spec = await install({ onProgress: (progress: PullProgress) => seen.push(progress) });
    expect(spec).toMatchObject({ name: MANIFEST.name, folder, visionFile: join(folder, VISION) });
    expect(readdirSync(folder).sort()).toEqual([
      'installed.json',
      'onnx',
      'preprocessor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(readdirSync(store.folder)).toEqual([MANIFEST.name]);
    expect(findModel(store, MANIFEST.name)?.folder).toBe(folder);

    const record = readFileSync(join(folder, 'installed.json'), 'utf8');
    expect(record).not.toContain('hf_secret');
    expect(JSON.parse(record)).toEqual({
      name: MANIFEST.name,
      repository: REPOSITORY,
      revision: 'main',
      installedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      files: [...CONTENT].map(([path, bytes]) => ({
        path,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        url: `${hub.endpoint}/${REPOSITORY}/resolve/main/${path}`,
      })),
    });
    expect(new Set(seen.map(({ file, fileIndex, fileCount }) => `${file} ${fileIndex}/${fileCount}`))).toEqual(
      new Set(PATHS.map((path, index) => `${path} ${index}/${PATHS.length}`)),
    );
    const whole = { receivedBytes: sizeOf(VISION), totalBytes: sizeOf(VISION) };
    expect(seen.findLast(({ file }) => file === VISION)).toMatchObject(whole);

    const requests = hub.requests.length;
    expect(await install()).toEqual(spec);
    expect(hub.requests.length).toBe(requests);
  });

  it('takes a file from another repository and under another name when the manifest says so', async () => {
    hub.put('other/tokens', 'deep folder/tok.json', CONTENT.get('tokenizer.json')!);
    const files = MANIFEST.files.map((file) =>
      file.path === 'tokenizer.json' ? { ...file, repository: 'other/tokens', from: 'deep folder/tok.json' } : file,
    );
    await install({}, { ...MANIFEST, files });
    expect(hub.sentBytes('tok.json')).toBe(sizeOf('tokenizer.json'));
    expect(hub.sentBytes('/tokenizer.json')).toBe(0);
    expect(readFileSync(join(folder, 'tokenizer.json'))).toEqual(CONTENT.get('tokenizer.json'));
  });

  it('that was stopped continues at the same file and byte', async () => {
    const stop = new AbortController();
    hub.fail(TEXT, { slow: 20 });
    const onProgress = ({ fileIndex, receivedBytes }: PullProgress) => {
      if (fileIndex === 1 && receivedBytes > sizeOf(TEXT) / 4) stop.abort();
    };
    await expect(install({ onProgress, signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect(findModel(store, MANIFEST.name)).toBeUndefined();
    hub.fail(TEXT);
    const visionSent = hub.sentBytes(VISION);
    await install();
    expect(hub.sentBytes(VISION)).toBe(visionSent);
    expect(hub.requests.some(({ range }) => range !== undefined)).toBe(true);
    expect(await verifyModel(store, MANIFEST.name)).toEqual(PATHS.map((file) => ({ file, ok: true })));
  });

  it('names the file that is missing in the hub, and installs nothing', async () => {
    hub.fail('tokenizer.json', { status: 404 });
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/patch32\/resolve\/main\/tokenizer\.json does not exist \(404\)/),
    });
    expect(findModel(store, MANIFEST.name)).toBeUndefined();
  });
});

describe('damage', () => {
  it('is found by verify, and repaired by a pull that fetches only that file', async () => {
    await install();
    const file = join(folder, VISION);
    const bytes = readFileSync(file);
    bytes[10_000]! ^= 1;
    writeFileSync(file, bytes);
    writeFileSync(join(folder, 'tokenizer.json'), '{}');
    rmSync(join(folder, 'preprocessor_config.json'));
    expect(await verifyModel(store, MANIFEST.name)).toEqual([
      { file: VISION, ok: false, reason: 'has different bytes' },
      { file: TEXT, ok: true },
      { file: 'tokenizer.json', ok: false, reason: `has 2 bytes instead of ${sizeOf('tokenizer.json')}` },
      { file: 'tokenizer_config.json', ok: true },
      { file: 'preprocessor_config.json', ok: false, reason: 'is missing' },
    ]);
    const requests = hub.requests.length;
    await install();
    expect(new Set(hub.requests.slice(requests).map(({ path }) => path))).toEqual(
      new Set(
        [VISION, 'tokenizer.json', 'preprocessor_config.json'].map((path) => `/${REPOSITORY}/resolve/main/${path}`),
      ),
    );
    expect((await verifyModel(store, MANIFEST.name)).every(({ ok }) => ok)).toBe(true);
  });

  it('cannot be checked in a model that is not installed', async () => {
    await expect(verifyModel(store, MANIFEST.name)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/picsift model pull clip-vit-b32/),
    });
  });
});

describe('a model that cannot distinguish pictures', () => {
  const refused = { code: 'model-broken', message: expect.stringMatching(/cannot tell plain colours apart/) };

  it('is refused and removed when its preprocessing makes all pictures alike', async () => {
    const config = JSON.parse(CONTENT.get('preprocessor_config.json')!.toString());
    const absurd = JSON.stringify({ ...config, image_std: [1e6, 1e6, 1e6] });
    hub.put(REPOSITORY, 'preprocessor_config.json', Buffer.from(absurd));
    await expect(install()).rejects.toMatchObject(refused);
    expect(existsSync(folder)).toBe(false);
    expect(findModel(store, MANIFEST.name)).toBeUndefined();
  });

  it('is refused when its tokenizer belongs to another model', async () => {
    const tokenizer = JSON.parse(CONTENT.get('tokenizer.json')!.toString());
    const words = Object.keys(tokenizer.model.vocab);
    for (const [index, word] of words.entries()) tokenizer.model.vocab[word] = (index * 7919) % words.length;
    hub.put(REPOSITORY, 'tokenizer.json', Buffer.from(JSON.stringify(tokenizer)));
    await expect(install()).rejects.toMatchObject(refused);
    expect(existsSync(folder)).toBe(false);
  });

  it('is refused when its vectors have another length than the manifest says', async () => {
    await expect(install({}, { ...MANIFEST, dimension: 512 })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(/vectors of 4 numbers, but its manifest says 512/),
    });
  });
});

describe('two processes', () => {
  const program = (extra = '') => `
    import { installManifest } from ${JSON.stringify(pathToFileURL(builtFile('test/support/outside/install-manifest.ts')).href)};
    const spec = await installManifest(${JSON.stringify(store)}, ${JSON.stringify(MANIFEST)}, { ${extra} });
    process.stdout.write(spec.name);`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program()]);

  it('that pull at the same time do not conflict, and every file is sent once', async () => {
    for (const path of [VISION, TEXT]) hub.fail(path, { slow: 15 });
    const others = [run(), run()];
    // Nobody is done before the others begin.
    while (hub.requests.length === 0) await sleep(10);
    const here = install();
    expect(await Promise.all(others)).toEqual(Array(2).fill({ stdout: MANIFEST.name, stderr: '' }));
    await here;
    for (const [path, bytes] of CONTENT) expect(hub.sentBytes(`/${path}`)).toBe(bytes.length);
    expect(readdirSync(store.folder)).toEqual([MANIFEST.name]);
  });

  it('can be stopped while they wait', async () => {
    hub.fail(VISION, { slow: 25 });
    const first = install();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    await expect(install({ signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
    await first;
  });

  it('continue after one was killed: its lock becomes stale, and its bytes are used', async () => {
    hub.fail(VISION, { slow: 100 });
    const child = spawn(process.execPath, ['--input-type=module', '-e', program()], { stdio: 'ignore' });
    const part = `${join(folder, VISION)}.part`;
    while (!existsSync(part) || readFileSync(part).length < 5_000) await sleep(20);
    child.kill('SIGKILL');
    await once(child, 'exit');
    hub.fail(VISION);
    // As if the lifetime of the lock had passed.
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${folder}.lock`, longAgo, longAgo);
    await install();
    expect(hub.requests.filter(({ path, range }) => path.endsWith(VISION) && range !== undefined)).not.toEqual([]);
    expect((await verifyModel(store, MANIFEST.name)).every(({ ok }) => ok)).toBe(true);
  });
});
