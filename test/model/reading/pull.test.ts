import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { DEFAULT_HUB_ENDPOINT } from '../../../src/model/hub/hub-address.ts';
import { installedReadingModels, readingFolder } from '../../../src/model/reading/installed.ts';
import { findReadingManifest, type ReadingManifest, readingManifests } from '../../../src/model/reading/manifest.ts';
import { pullReadingModel, verifyReadingModel } from '../../../src/model/reading/pull.ts';
import { CHARACTERS, DETECTION, readingManifest, recognitionWith } from '../../support/models/reading-models.ts';
import { startHub } from '../../support/net/hub-stand-in.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const FILES = { 'detection.onnx': DETECTION, 'recognition.onnx': recognitionWith(CHARACTERS) };

/** Starts a hub with the files of a model. The user has a token, and no mirror. */
async function startStore(files: Parameters<typeof readingManifest>[2] = FILES, name = 'ppocr6') {
  const hub = await startHub();
  onTestFinished(() => hub.close());
  const manifest = readingManifest(name, hub.endpoint, files);
  for (const { path, from } of manifest.files) hub.put(manifest.repository, from, files[path]!);
  const store = { folder: join(temporaryFolder(), 'models'), endpoint: DEFAULT_HUB_ENDPOINT, token: 'hf_secret' };
  return { hub, store, manifest, folder: readingFolder(store.folder, name) };
}

it('installs a model and records it; afterwards there is nothing to do', async () => {
  const { hub, store, manifest, folder } = await startStore();
  expect(installedReadingModels(store.folder)).toEqual([]);
  await expect(verifyReadingModel(store, manifest)).rejects.toMatchObject({ code: 'model-missing' });
  const [detection, recognition] = ['detection.onnx', 'recognition.onnx'].map((file) => join(folder, file));
  expect(await pullReadingModel(store, manifest)).toEqual({ name: 'ppocr6', detection, recognition });
  expect(installedReadingModels(store.folder)).toEqual([{ name: 'ppocr6', detection, recognition }]);
  expect(readdirSync(folder).sort()).toEqual(['detection.onnx', 'installed.json', 'recognition.onnx']);
  const asked = hub.requests.length;
  await pullReadingModel(store, manifest);
  expect(hub.requests).toHaveLength(asked);

  writeFileSync(recognition!, 'damaged');
  expect((await verifyReadingModel(store, manifest)).map(({ ok }) => ok)).toEqual([true, false]);
  await pullReadingModel(store, manifest);
  expect((await verifyReadingModel(store, manifest)).every(({ ok }) => ok)).toBe(true);
});

it('sends the token to the hub of the setting only, and asks no other host than a mirror', async () => {
  const { hub, store, manifest } = await startStore();
  await pullReadingModel(store, manifest);
  expect(hub.requests.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  const mirrored = { ...store, folder: join(temporaryFolder(), 'models'), endpoint: `${hub.endpoint}/` };
  await pullReadingModel(mirrored, { ...manifest, endpoint: 'https://elsewhere.invalid' });
  expect(hub.requests.at(-2)).toMatchObject({ server: 'hub', authorization: 'Bearer hf_secret', status: 302 });
});

it.each([
  ['bytes that are not the pinned ones', FILES, { wrongBytes: true }, 'download-failed', /arrived with wrong bytes/],
  ['a file that is gone', FILES, { status: 404 }, 'download-failed', /does not exist \(404\)/],
  [
    'a graph without characters',
    { 'recognition.onnx': recognitionWith(['x'], 'author') },
    {},
    'model-broken',
    /does not list its characters/,
  ],
  [
    'a file that is no graph',
    { 'recognition.onnx': Buffer.from('<html>') },
    {},
    'model-broken',
    /not a valid ONNX file/,
  ],
] as const)('refuses %s, and installs nothing', async (_, files, fault, code, message) => {
  const { hub, store, manifest, folder } = await startStore(files, 'ppocr5-korean');
  if (Object.keys(fault).length > 0) hub.fail('recognition.onnx', fault);
  await expect(pullReadingModel(store, manifest)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(installedReadingModels(store.folder)).toEqual([]);
  if (code === 'model-broken') expect(existsSync(folder)).toBe(false);
  hub.fail('recognition.onnx');
});

it('goes on after an interruption, without the bytes that it has', async () => {
  const { hub, store, manifest } = await startStore();
  hub.fail('recognition.onnx', { cutAfter: 4_000_000, times: 1 });
  await pullReadingModel(store, manifest);
  expect(hub.requests.some(({ range }) => range?.startsWith('bytes='))).toBe(true);
  expect(hub.sentBytes('detection.onnx')).toBe(DETECTION.length);
});

it('uses no model whose files are gone', async () => {
  const { store, manifest, folder } = await startStore({ 'recognition.onnx': FILES['recognition.onnx'] });
  await pullReadingModel(store, manifest);
  rmSync(join(folder, 'recognition.onnx'));
  expect(installedReadingModels(store.folder)).toEqual([]);
});

it.each(readingManifests().map((manifest): [string, ReadingManifest] => [manifest.name, manifest]))(
  '%s: is pinned by a tag and hashes, and is a row of docs/text.md',
  (name, manifest) => {
    expect(findReadingManifest(name)).toEqual(manifest);
    expect(manifest.files.map(({ path }) => path)).toContain('recognition.onnx');
    expect(manifest.revision).toMatch(/^v\d+\.\d+\.\d+$/);
    const page = readFileSync(join(packageRoot(), 'docs', 'text.md'), 'utf8');
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
    const urls = manifest.files.map(({ from }) => from);
    expect(new Set(urls).size).toBe(urls.length);
  },
);
