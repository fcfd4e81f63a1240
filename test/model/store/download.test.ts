import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PicsiftError } from '../../../src/base/errors.ts';
import { type DownloadOptions, downloadFile } from '../../../src/model/store/download.ts';
import { redirected, shownUrl } from '../../../src/net/request.ts';
import { type Hub, startHub } from '../../support/hub.ts';

const REPOSITORY = 'someone/model';
const BYTES = randomBytes(500_000);
const TIMEOUTS = { connect: 1_000, headers: 200, body: 200 };

let hub: Hub;
let folder: string;
let target: string;

beforeEach(async () => {
  hub = await startHub();
  folder = mkdtempSync(join(tmpdir(), 'picsift-download-'));
  target = join(folder, 'onnx', 'model.bin');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const part = () => `${target}.part`;
const get = (url: string, options: Partial<DownloadOptions> = {}) =>
  downloadFile({ url, target, timeouts: TIMEOUTS, ...options });

async function failure(work: Promise<unknown>): Promise<PicsiftError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PicsiftError);
  return error as PicsiftError;
}

describe('a download that goes well', () => {
  it('follows the redirect of a large file and checks it against the linked SHA-256', async () => {
    const seen: [number, number | undefined][] = [];
    const result = await get(hub.put(REPOSITORY, 'model.bin', BYTES), { onProgress: (...now) => seen.push(now) });
    expect(result).toEqual({ sha256: sha256(BYTES), size: BYTES.length, etag: sha256(BYTES) });
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(existsSync(part()) || existsSync(`${part()}.json`)).toBe(false);
    expect(hub.requests.map(({ server, status }) => [server, status])).toEqual([
      ['hub', 302],
      ['cdn', 200],
    ]);
    expect(seen[0]).toEqual([0, BYTES.length]);
    expect(seen.at(-1)).toEqual([BYTES.length, BYTES.length]);
  });

  it('takes a small file from the hub itself, an empty one too', async () => {
    expect((await get(hub.put(REPOSITORY, 'tokenizer.json', Buffer.from('{}')))).size).toBe(2);
    expect((await get(hub.put(REPOSITORY, 'empty.json', Buffer.alloc(0)))).size).toBe(0);
    expect(hub.requests.every(({ server }) => server === 'hub')).toBe(true);
  });

  it('manages without length and tags', async () => {
    hub.fail('model.bin', { untagged: true, unmeasured: true });
    const result = await get(hub.put(REPOSITORY, 'model.bin', BYTES), { sha256: sha256(BYTES) });
    expect(result).toEqual({ sha256: sha256(BYTES), size: BYTES.length });
  });

  it('follows a redirect inside the hub, with the token and the git hash', async () => {
    await hub.close();
    hub = await startHub({ token: 'hf_secret' });
    hub.put(REPOSITORY, 'cached.json', BYTES);
    const url = hub.put(REPOSITORY, 'model.json', Buffer.alloc(0));
    hub.fail('model.json', { redirect: `/${REPOSITORY}/resolve/main/cached.json` });
    expect((await get(url, { token: 'hf_secret' })).etag).toMatch(/^[0-9a-f]{40}$/);
    hub.fail('cached.json', { wrongBytes: true });
    await failure(get(url, { token: 'hf_secret' }));
  });

  it('goes through the proxy of the environment', async () => {
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', ({ url }, client) => {
      tunnels.push(url!);
      const server = connect(Number(new URL(hub.endpoint).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.pipe(client).pipe(server);
      });
      for (const socket of [server, client]) socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    hub.put(REPOSITORY, 'tokenizer.json', BYTES);
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    try {
      await get(`http://hub.invalid/${REPOSITORY}/resolve/main/tokenizer.json`);
    } finally {
      proxy.close();
    }
    expect(tunnels).toEqual(['hub.invalid:80']);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });
});

describe('the token', () => {
  it('is shown to the hub and not to the CDN', async () => {
    await hub.close();
    hub = await startHub({ token: 'hf_secret' });
    await get(hub.put(REPOSITORY, 'model.bin', BYTES), { token: 'hf_secret' });
    expect(hub.requests.map(({ server, authorization }) => [server, authorization])).toEqual([
      ['hub', 'Bearer hf_secret'],
      ['cdn', undefined],
    ]);
  });

  it('is asked for where it is missing, and never printed', async () => {
    await hub.close();
    hub = await startHub({ token: 'hf_secret' });
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    const missing = await failure(get(url));
    expect(missing.code).toBe('download-failed');
    expect(missing.message).toMatch(/refused \(401\)\. Set HF_TOKEN to /);
    const wrong = await failure(get(url, { token: 'hf_other' }));
    expect(wrong.message).toMatch(/HF_TOKEN to a token that may read it/);
    expect(wrong.message).not.toContain('hf_other');
  });
});

describe('an interrupted download', () => {
  it('goes on where the connection was cut, and no byte is sent twice', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    // More often than it would try again without getting any further.
    hub.fail('model.bin', { cutAfter: 90_000 });
    await get(url);
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

  it('gives up after some tries and goes on with the next call', async () => {
    const url = hub.put(REPOSITORY, 'tokenizer.json', BYTES);
    hub.fail('tokenizer.json', { cutAfter: 300_000, times: 1 }, { status: 503 });
    const error = await failure(get(url));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/\(503\)\. Try again later/);
    expect(statSync(part()).size).toBe(300_000);

    hub.fail('tokenizer.json');
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.at(-1)).toMatchObject({ status: 206, range: 'bytes=300000-', sent: 200_000 });
    // If-Range: the small file's own tag.
    expect(hub.requests.at(-1)!.ifRange).toMatch(/^"[0-9a-f]{40}"$/);
  });

  it.each(['model.bin', 'tokenizer.json'])('starts over when %s has become another version', async (file) => {
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
    hub.fail('model.bin', { cutAfter: 100, times: 1 }, { ignoreRange: true });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.at(-1)).toMatchObject({ status: 200, range: 'bytes=100-' });
  });

  it('starts over when nothing proves that the .part is of the same file', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { untagged: true, cutAfter: 100, times: 1 }, { untagged: true });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.requests.findLast(({ path }) => path.endsWith('model.bin'))).toMatchObject({
      status: 200,
      range: undefined,
    });
  });

  it('finishes a .part that had all its bytes, and discards one that has too many', async () => {
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

describe('a download that cannot be trusted', () => {
  it.each(['model.bin', 'tokenizer.json'])('%s is fetched anew once after wrong bytes', async (file) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { wrongBytes: true, times: 1 });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });

  it.each(['model.bin', 'tokenizer.json'])('%s is refused after wrong bytes twice', async (file) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { wrongBytes: true });
    const error = await failure(get(url));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/wrong bytes twice .* HF_ENDPOINT\.$/);
    expect(hub.sentBytes(file)).toBe(2 * BYTES.length);
    expect(existsSync(target) || existsSync(part())).toBe(false);
  });

  it("is refused when it differs from the manifest's hash", async () => {
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES), { sha256: sha256(Buffer.from('x')) }));
    expect(error.message).toMatch(/wrong bytes twice/);
  });

  it('is refused when it is shorter than the hub says', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { claimedSize: BYTES.length + 1 });
    expect((await failure(get(url))).code).toBe('download-failed');
    expect(existsSync(target)).toBe(false);
  });
});

describe('an unhelpful server', () => {
  it('404: names the repository and the file', async () => {
    const error = await failure(get(`${hub.endpoint}/${REPOSITORY}/resolve/main/none.bin`));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/someone\/model\/resolve\/main\/none\.bin is not there \(404\)\. Check /);
    expect(hub.requests).toHaveLength(1);
  });

  it('that is not there at all is told at once', async () => {
    await hub.close();
    const start = performance.now();
    const error = await failure(get(`${hub.endpoint}/${REPOSITORY}/resolve/main/model.bin`));
    expect(error.message).toMatch(/ECONNREFUSED.*Check the network or proxy/);
    expect(performance.now() - start).toBeLessThan(1_000);
    hub = await startHub();
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

  it('that hangs in the middle is asked again for the rest', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { hang: 'body', times: 1 });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
    expect(hub.sentBytes('model.bin')).toBe(BYTES.length);
  });

  it('that redirects for ever is left', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { redirect: url });
    expect((await failure(get(url))).message).toMatch(/redirects more than 5 times/);
    expect(hub.requests).toHaveLength(6);
  });

  it('is not followed from HTTPS to HTTP, unless that is on this machine', () => {
    const from = new URL('https://hub.example/a');
    expect(() => redirected(from, 'http://cdn.example/a')).toThrow(/redirects from HTTPS to http:.*HF_ENDPOINT/);
    expect(redirected(from, 'http://127.0.0.1:8080/a').port).toBe('8080');
    expect(redirected(from, '/b').href).toBe('https://hub.example/b');
    expect(redirected(from, 'https://cdn.example/b').host).toBe('cdn.example');
  });

  it('gives away neither password nor signature in a message', () => {
    expect(shownUrl('https://me:secret@hub.example/a?signature=secret')).toBe('https://hub.example/a');
  });
});

describe('the disk', () => {
  // Every write to /dev/full fails with ENOSPC.
  it.skipIf(!existsSync('/dev/full'))('that fills up is a clear error', async () => {
    target = join(folder, 'model.bin');
    symlinkSync('/dev/full', part());
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES)));
    expect(error.code).toBe('disk-full');
    expect(error.message).toMatch(/no space on the disk of .*Free some/);
  });

  it('that is too small for the file is not filled first', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { claimedSize: 1e15 });
    const error = await failure(get(url));
    expect(error.code).toBe('disk-full');
    expect(error.message).toMatch(/no space for 1000000000 MB/);
    expect(statSync(part()).size).toBe(0);
  });

  it('with a file where a folder should be is a clear error', async () => {
    writeFileSync(join(folder, 'onnx'), '');
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES)));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/Cannot write in .*PICSIFT_DATA_DIR/);
  });
});
