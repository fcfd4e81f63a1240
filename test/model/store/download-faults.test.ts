import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { asDiskError, refusedError } from '../../../src/model/store/download-errors.ts';
import { redirected } from '../../../src/net/request.ts';
import { BYTES, type Downloads, failure, REPOSITORY, startDownloads, TIMEOUTS } from '../../support/net/downloads.ts';

let { hub, target, get }: Downloads = {} as Downloads;
const part = () => `${target}.part`;

beforeEach(async () => {
  ({ hub, target, get } = await startDownloads());
});

/** Returns the number of bytes that a download has received. */
function progress() {
  let latest = 0;
  return {
    received: () => latest,
    onProgress: (bytes: number) => {
      latest = bytes;
    },
  };
}

describe('an interrupted download', () => {
  it('continues after a broken connection, and no byte is sent twice', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    // More breaks than the number of attempts without progress.
    const { received, onProgress } = progress();
    hub.fail('model.bin', { cutAfter: 90_000, received });
    await get(url, { onProgress });
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    const sent = hub.requests.filter(({ server }) => server === 'cdn');
    expect(sent.map(({ status, range }) => [status, range])).toEqual([
      [200, undefined],
      [206, 'bytes=90000-'],
      [206, 'bytes=180000-'],
      [206, 'bytes=270000-'],
      [206, 'bytes=360000-'],
      [206, 'bytes=450000-'],
    ]);
    expect(hub.sentBytes('model.bin')).toBe(BYTES.length);
  });

  it('gives up after several attempts, and continues with the next call', async () => {
    const url = hub.put(REPOSITORY, 'tokenizer.json', BYTES);
    const { received, onProgress } = progress();
    hub.fail('tokenizer.json', { cutAfter: 300_000, received, times: 1 }, { status: 503 });
    const error = await failure(get(url, { onProgress }));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/\(503\)\. Try again later/);
    expect(statSync(part()).size).toBe(300_000);

    hub.fail('tokenizer.json');
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.at(-1)).toMatchObject({ status: 206, range: 'bytes=300000-', sent: 200_000 });
    // If-Range: the tag of the small file itself.
    expect(hub.requests.at(-1)!.ifRange).toMatch(/^"[0-9a-f]{40}"$/);
  });

  it.each(['model.bin', 'tokenizer.json'])('starts over when %s has changed to another version', async (file) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { slow: 20 });
    const stop = new AbortController();
    const onProgress = (received: number) => received > 100_000 && stop.abort();
    expect((await failure(get(url, { onProgress, signal: stop.signal }))).code).toBe('interrupted');
    const left = statSync(part()).size;
    expect(left).toBeGreaterThan(100_000);
    expect(left).toBeLessThan(BYTES.length);

    hub.fail(file);
    const newer = randomBytes(BYTES.length);
    hub.put(REPOSITORY, file, newer);
    await get(url);
    expect(readFileSync(target).equals(newer)).toBe(true);
  });

  it('starts over when the server ignores Range', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    const { received, onProgress } = progress();
    hub.fail('model.bin', { cutAfter: 100, received, times: 1 }, { ignoreRange: true });
    await get(url, { onProgress });
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.at(-1)).toMatchObject({ status: 200, range: 'bytes=100-' });
  });

  it('starts over when nothing proves that the .part belongs to the same file', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    const { received, onProgress } = progress();
    hub.fail('model.bin', { untagged: true, cutAfter: 100, received, times: 1 }, { untagged: true });
    await get(url, { onProgress });
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.findLast(({ path }) => path.endsWith('model.bin'))).toMatchObject({
      status: 200,
      range: undefined,
    });
  });

  it('finishes a complete .part, and discards one with too many bytes', async () => {
    const url = hub.put(REPOSITORY, 'tokenizer.json', BYTES);
    hub.fail('tokenizer.json', { slow: 5 });
    const stop = new AbortController();
    await failure(get(url, { onProgress: () => stop.abort(), signal: stop.signal }));
    hub.fail('tokenizer.json');
    writeFileSync(part(), BYTES);
    const before = hub.sentBytes('tokenizer.json');
    await get(url);
    expect(hub.requests.at(-1)!.status).toBe(416);
    expect(hub.sentBytes('tokenizer.json')).toBe(before);
    expect(readFileSync(target).equals(BYTES)).toBe(true);

    writeFileSync(part(), Buffer.concat([BYTES, BYTES]));
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });
});

describe('an unhelpful server', () => {
  it('404: names the repository and the file', async () => {
    const error = await failure(get(`${hub.endpoint}/${REPOSITORY}/resolve/main/none.bin`));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/someone\/model\/resolve\/main\/none\.bin does not exist \(404\)\. Check /);
    expect(hub.requests).toHaveLength(1);
  });

  it('that does not exist is reported immediately', async () => {
    await hub.close();
    const start = performance.now();
    const error = await failure(get(`${hub.endpoint}/${REPOSITORY}/resolve/main/model.bin`));
    expect(error.message).toMatch(/ECONNREFUSED.*Check the network or proxy/);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('that never finishes the TLS handshake runs into the time-out', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/model.bin`;
    const error = await failure(get(url, { timeouts: { ...TIMEOUTS, connect: 200 } }));
    silent.close();
    expect(error.message).toMatch(/Connect Timeout.*Check the network or proxy/);
  });

  it('that hangs before its headers runs into the time-out', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { hang: 'headers' });
    const error = await failure(get(url));
    expect(error.message).toMatch(/Headers Timeout.*run the same command again/);
  });

  it('that hangs in the middle receives a request for the rest', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { hang: 'body', times: 1 });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.sentBytes('model.bin')).toBe(BYTES.length);
  });

  it('that redirects endlessly is given up', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { redirect: url });
    expect((await failure(get(url))).message).toMatch(/redirects more than 5 times/);
    expect(hub.requests).toHaveLength(6);
  });

  it('that redirects to an address that is not http(s) is refused, and the message says what to check', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { redirect: 'ftp://hub.invalid/model.bin' });
    expect((await failure(get(url))).message).toMatch(/^ftp:\S* is not an http\(s\) address\. Check HF_ENDPOINT/);
    const from = new URL('https://hub.example/a');
    const insecure = await (async () => redirected(from, 'http://cdn.example/a'))().catch(refusedError);
    expect(insecure).toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/^hub\.example redirects from HTTPS to http:.*HF_ENDPOINT/),
    });
  });
});

describe('an answer that is not the file', () => {
  it.each([
    ['model.bin', 'text/html; charset=utf-8'],
    ['tokenizer.json', 'TEXT/HTML'],
    ['model.bin', 'application/xhtml+xml'],
    ['model.onnx', 'application/problem+json'],
    ['model.onnx', 'application/xml'],
  ])('is refused: %s as %s', async (file, type) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { type });
    const { code, message } = await failure(get(url));
    expect(code).toBe('download-failed');
    expect(message).toContain(`is not the file: the answer has the type "${type}". If your network has a login page`);
  });

  it.each([
    ['tokenizer.json', 'application/json'],
    ['model.onnx', 'text/plain'],
    ['model.bin', 'application/x-anything'],
  ])('is not suspected: %s as %s', async (file, type) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { type });
    expect((await get(url, { target: `${target}-${file}` })).size).toBe(BYTES.length);
  });
});

it('only errors of the disk say that the disk cannot be written to', () => {
  const withCode = (code: string) => Object.assign(new Error('it failed'), { code });
  for (const code of ['ERR_INVALID_URL', 'ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_SOCKET', 'EPIPE', 'ETIMEDOUT']) {
    const error = withCode(code);
    expect(asDiskError(error, '/models')).toBe(error);
  }
  for (const code of ['EACCES', 'EROFS', 'EIO', 'ENOENT']) {
    expect(asDiskError(withCode(code), '/models')).toMatchObject({ message: expect.stringContaining('/models') });
  }
});
