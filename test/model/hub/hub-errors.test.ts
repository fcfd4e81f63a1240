/** What goes wrong with a model of the hub: each in one line, and nothing that counts as installed. */

import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PicsiftError } from '../../../src/base/errors.ts';
import { findModel, pullModel } from '../../../src/model/store/install.ts';
import type { ModelStore, PullOptions } from '../../../src/model/store/model-store.ts';
import { FILES, foldersIn, putModel, REPOSITORY, startModelHub } from '../../support/net/hub-models.ts';
import type { Hub } from '../../support/net/hub-stand-in.ts';

const NAME = `hf:${REPOSITORY}`;
const VISION = 'onnx/vision_model_quantized.onnx';

/** Pulls the model, and checks what every failure has in common. @returns the error's message. */
async function failure(store: ModelStore, code: string, name = NAME, options: PullOptions = {}): Promise<string> {
  const error = await pullModel(store, name, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PicsiftError);
  const { message } = error as PicsiftError;
  expect({ code: (error as PicsiftError).code, message }).toMatchObject({ code });
  expect(message).toMatch(/^\P{Cc}{20,400}$/u);
  expect(message).not.toMatch(/{"|\[object|^\s*at |Zod/);
  expect(findModel(store, name)).toBeUndefined();
  return message;
}

/** Nothing of a file was sent: the refusal came before the download. */
function expectNoDownload(hub: Hub, store: ModelStore): void {
  expect(hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
  expect(foldersIn(store)).toEqual([]);
}

describe('the list of files', () => {
  it('of a repository that is missing or private: both are named, since the hub does not tell which', async () => {
    const { hub, store } = await startModelHub();
    expect(await failure(store, 'download-failed', 'hf:someone/else')).toBe(
      'The repository someone/else does not exist, or it is private (401). Check the name, and set HF_TOKEN if it is private.',
    );
    expect(await failure({ ...store, token: 'hf_x' }, 'download-failed', 'hf:someone/else')).toMatch(
      /does not exist, or it is private \(401\)\. Check the name, and that the token in HF_TOKEN may read it\.$/,
    );
    hub.failApi({ status: 404 });
    expect(await failure(store, 'download-failed')).toMatch(/does not exist, or it is private \(404\)/);
    expectNoDownload(hub, store);
  });

  it('of a revision that does not exist', async () => {
    const { hub, store } = await startModelHub();
    expect(await failure(store, 'download-failed', `${NAME}@v9`)).toBe(
      'The repository Xenova/pocket has no revision v9 (404). Check its spelling.',
    );
    expectNoDownload(hub, store);
  });

  it('of a gated repository, with and without a token', async () => {
    const { hub, store } = await startModelHub();
    hub.describe(REPOSITORY, { gated: 'manual' });
    expect(await failure(store, 'download-failed')).toMatch(
      /ask for consent .* set HF_TOKEN to a token of that account/,
    );
    expectNoDownload(hub, store);
    for (const path of FILES.keys()) hub.fail(path, { status: 403 });
    expect(await failure({ ...store, token: 'hf_x' }, 'download-failed')).toMatch(
      /refused \(403\)\. Set HF_TOKEN to a token that may read it, and accept the terms/,
    );
    hub.failApi({ status: 403 });
    expect(await failure({ ...store, token: 'hf_x' }, 'download-failed')).toMatch(
      /refuses access to .* \(403\)\. Accept/,
    );
  });

  it.each([
    ['no JSON', { body: 'hello', headers: {} }, /no JSON/],
    ['the page of a login', { body: '<html>', headers: { 'content-type': 'text/html' } }, /"text\/html".*login page/],
    ['JSON of something else', { body: '{"error":{"a":1}}' }, /"sha" is not as it should be/],
    [
      'too many requests',
      { status: 429 },
      /refuses more requests for now \(429\)\. Wait some minutes, or set HF_TOKEN/,
    ],
    ['an error of the hub', { status: 503 }, /did not answer the question \(503\)\. Try again later/],
    ['50 MB', { body: Buffer.alloc(50_000_000, ' ') }, /is larger than 10 MB/],
    ['a redirect in a circle', { status: 302, headers: { location: '/api/models' } }, /redirects more than 5 times/],
    [
      'a redirect to a file',
      { status: 302, headers: { location: 'file:///etc/passwd' } },
      /is not an http\(s\) address/,
    ],
  ])('that is %s', async (_, fault, problem) => {
    const { hub, store } = await startModelHub();
    hub.failApi(fault);
    expect(await failure(store, 'download-failed')).toMatch(problem);
    expectNoDownload(hub, store);
  });

  it('that the hub does not give, because nobody can reach it', async () => {
    const { hub, store } = await startModelHub();
    await hub.close();
    expect(await failure(store, 'download-failed')).toMatch(/^Cannot reach the hub http:\/\/127.*HF_ENDPOINT\.$/);
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => silent.closeAllConnections());
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const endpoint = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const slow = { ...store, endpoint, timeouts: { headers: 200 } };
    expect(await failure(slow, 'download-failed')).toMatch(/^Cannot reach the hub/);
  });
});

describe('a repository that picsift cannot use', () => {
  it.each([
    ['without a tokenizer', [], ['tokenizer.json'], /Xenova\/pocket has no tokenizer\.json/],
    ['with one graph for everything', ['onnx/model.onnx'], [...FILES.keys()], /one graph for everything/],
    ['with half a pair', [], [VISION], /a graph for texts .* but none for pictures/],
    ['without any graph', ['README.md'], [...FILES.keys()], /has no onnx\/vision_model\.onnx/],
  ])('%s', async (_, more, without, problem) => {
    const { hub, store } = await startModelHub();
    hub.remove(REPOSITORY);
    putModel(hub, REPOSITORY, without);
    for (const path of more) hub.put(REPOSITORY, path, Buffer.from('x'));
    expect(await failure(store, 'model-unsupported')).toMatch(problem);
    expectNoDownload(hub, store);
  });

  it('because it lacks the variant that was asked for', async () => {
    const { hub, store } = await startModelHub();
    expect(await failure(store, 'model-unsupported', `${NAME}+float32`)).toBe(
      'Xenova/pocket has no full-precision graphs, only onnx/vision_model_quantized.onnx.',
    );
    expectNoDownload(hub, store);
  });

  it.each([
    ['it is a NaFlex model', 'config.json', '{"model_type": "siglip2"}', 'model-unsupported', /NaFlex/],
    ['its configuration is no JSON', 'config.json', '<html>\u001b[2J', 'model-broken', /config\.json cannot be read/],
    [
      'it lacks the size of pictures',
      'preprocessor_config.json',
      '{}',
      'model-unsupported',
      /preprocessor_config\.json/,
    ],
    ['its tokenizer is no JSON', 'tokenizer.json', 'x', 'model-broken', /tokenizer\.json/],
  ] as const)(
    'because %s, which is found before the graphs are downloaded',
    async (_, file, content, code, problem) => {
      const { hub, store } = await startModelHub();
      hub.put(REPOSITORY, file, Buffer.from(content));
      expect(await failure(store, code)).toMatch(problem);
      expect(hub.sentBytes('.onnx')).toBe(0);
      expect(foldersIn(store)).toEqual([]);
    },
  );

  it('because its graphs are no graphs', async () => {
    const { hub, store } = await startModelHub();
    hub.put(REPOSITORY, VISION, Buffer.from('no graph'));
    expect(await failure(store, 'model-broken')).toMatch(
      /vision_model_quantized\.onnx cannot be used \(it is no ONNX file/,
    );
    expect(foldersIn(store)).toEqual([]);
  });

  it('because its towers do not belong together', async () => {
    const { hub, store } = await startModelHub();
    hub.put(REPOSITORY, 'preprocessor_config.json', alteredConfig({ image_std: [1e6, 1e6, 1e6] }));
    expect(await failure(store, 'model-broken')).toMatch(/cannot tell plain colours apart/);
    expect(foldersIn(store)).toEqual([]);
  });
});

describe('a download', () => {
  it('with wrong bytes is refused', async () => {
    const { hub, store } = await startModelHub();
    hub.fail(VISION, { wrongBytes: true, untagged: true });
    expect(await failure(store, 'download-failed')).toMatch(
      /vision_model_quantized\.onnx arrived with wrong bytes twice/,
    );
  });

  it('of a small file with another content than listed is refused by its git hash', async () => {
    const { hub, store } = await startModelHub();
    hub.fail('tokenizer.json', { wrongBytes: true, untagged: true });
    expect(await failure(store, 'download-failed')).toMatch(/tokenizer\.json arrived with wrong bytes twice/);
    expect(hub.sentBytes('.onnx')).toBe(0);
  });

  it('that is cut for good says how to go on, and goes on there', async () => {
    const { hub, store } = await startModelHub();
    let received = 0;
    hub.fail(VISION, { cutAfter: 20_000, received: () => received, times: 1 }, { status: 429 });
    const onProgress: PullOptions['onProgress'] = ({ file, receivedBytes }) => {
      if (file === VISION) received = receivedBytes;
    };
    expect(await failure(store, 'download-failed', NAME, { onProgress })).toMatch(
      /too many requests\. Wait some minutes/,
    );
    hub.fail(VISION);
    await pullModel(store, NAME);
    expect(hub.requests.at(-1)).toMatchObject({ status: 206 });
  });

  it('of a commit that is gone names the file', async () => {
    const { hub, store } = await startModelHub();
    const gone = pullModel(store, NAME, { onFiles: () => hub.remove(REPOSITORY) });
    await expect(gone).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/resolve\/[0-9a-f]{40}\/\S+ does not exist \(404\)\. Check the name of the model/),
    });
    expect(findModel(store, NAME)).toBeUndefined();
  });

  it('that does not fit on the disk is refused before the first byte, by the sum of its files', async () => {
    const { hub, store } = await startModelHub();
    const files = [...FILES.keys()].map((rfilename) => ({ rfilename, size: 5e14, blobId: 'a'.repeat(40) }));
    hub.failApi({ body: JSON.stringify({ sha: 'b'.repeat(40), siblings: files }) });
    expect(await failure(store, 'disk-full')).toMatch(/^There is no space for 2500000000 MB on the disk of/);
    expectNoDownload(hub, store);
  });
});

function alteredConfig(change: object): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(FILES.get('preprocessor_config.json')!.toString()), ...change }));
}
