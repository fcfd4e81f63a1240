import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BYTES, type Downloads, failure, REPOSITORY, sha256, startDownloads } from '../../support/net/downloads.ts';

let { hub, folder, target, get }: Downloads = {} as Downloads;
const part = () => `${target}.part`;

beforeEach(async () => {
  ({ hub, folder, target, get } = await startDownloads());
});

afterEach(() => void vi.unstubAllEnvs());

/**
 * Starts a proxy in the environment of the test, which leads every host to the hub. @returns the hosts requested from
 * it.
 */
async function startProxy(): Promise<string[]> {
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
  onTestFinished(() => void proxy.close());
  vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv('no_proxy', '');
  return tunnels;
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

  it('takes a small file from the hub itself, also an empty one', async () => {
    expect((await get(hub.put(REPOSITORY, 'tokenizer.json', Buffer.from('{}')))).size).toBe(2);
    expect((await get(hub.put(REPOSITORY, 'empty.json', Buffer.alloc(0)))).size).toBe(0);
    expect(hub.requests.every(({ server }) => server === 'hub')).toBe(true);
  });

  it('works without length and tags', async () => {
    hub.fail('model.bin', { untagged: true, unmeasured: true });
    const result = await get(hub.put(REPOSITORY, 'model.bin', BYTES), { hash: sha256(BYTES) });
    expect(result).toEqual({ sha256: sha256(BYTES), size: BYTES.length });
  });

  it('follows a redirect inside the hub, with the token and the git hash', async () => {
    ({ hub, target, get } = await startDownloads({ token: 'hf_secret' }));
    hub.put(REPOSITORY, 'cached.json', BYTES);
    const url = hub.put(REPOSITORY, 'model.json', Buffer.alloc(0));
    hub.fail('model.json', { redirect: `/${REPOSITORY}/resolve/main/cached.json` });
    expect((await get(url, { token: 'hf_secret' })).etag).toMatch(/^[0-9a-f]{40}$/);
    hub.fail('cached.json', { wrongBytes: true });
    await failure(get(url, { token: 'hf_secret' }));
  });

  it('goes through the proxy of the environment', async () => {
    hub.put(REPOSITORY, 'tokenizer.json', BYTES);
    const tunnels = await startProxy();
    await get(`http://hub.invalid/${REPOSITORY}/resolve/main/tokenizer.json`);
    expect(tunnels).toEqual(['hub.invalid:80']);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });
});

describe('private networks', () => {
  it('are open to a hub inside them, and to the redirects of that hub', async () => {
    hub.put(REPOSITORY, 'cached.json', BYTES);
    const inside = hub.endpoint.replace('127.0.0.1', 'localhost');
    hub.fail('model.json', { redirect: `${inside}/${REPOSITORY}/resolve/main/cached.json` });
    await get(hub.put(REPOSITORY, 'model.json', Buffer.alloc(0)));
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });

  it('are closed to the redirects of a public hub', async () => {
    hub.put(REPOSITORY, 'model.json', BYTES);
    hub.fail('model.json', { redirect: `${hub.endpoint}/secret` });
    await startProxy();
    const error = await failure(get(`http://hub.invalid/${REPOSITORY}/resolve/main/model.json`));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/^127\.0\.0\.1 is an address in a private network.*Check HF_ENDPOINT/);
    expect(hub.requests).toHaveLength(1);
  });
});

describe('the token', () => {
  it('is sent to the hub and not to the CDN', async () => {
    ({ hub, target, get } = await startDownloads({ token: 'hf_secret' }));
    await get(hub.put(REPOSITORY, 'model.bin', BYTES), { token: 'hf_secret' });
    expect(hub.requests.map(({ server, authorization }) => [server, authorization])).toEqual([
      ['hub', 'Bearer hf_secret'],
      ['cdn', undefined],
    ]);
  });

  it('is requested in the message when it is missing, and never printed', async () => {
    ({ hub, target, get } = await startDownloads({ token: 'hf_secret' }));
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    const missing = await failure(get(url));
    expect(missing.code).toBe('download-failed');
    expect(missing.message).toMatch(/refused \(401\)\. Set HF_TOKEN to /);
    const wrong = await failure(get(url, { token: 'hf_other' }));
    expect(wrong.message).toMatch(/HF_TOKEN to a token that may read it/);
    expect(wrong.message).not.toContain('hf_other');
  });
});

describe('a download with wrong bytes', () => {
  it.each(['model.bin', 'tokenizer.json'])('of %s is fetched once more', async (file) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { wrongBytes: true, times: 1 });
    await get(url);
    expect(readFileSync(target).equals(BYTES)).toBe(true);
  });

  it.each(['model.bin', 'tokenizer.json'])('of %s is refused when the bytes are wrong twice', async (file) => {
    const url = hub.put(REPOSITORY, file, BYTES);
    hub.fail(file, { wrongBytes: true });
    const error = await failure(get(url));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/wrong bytes twice .* HF_ENDPOINT\.$/);
    expect(hub.sentBytes(file)).toBe(2 * BYTES.length);
    expect(existsSync(target) || existsSync(part())).toBe(false);
  });

  it("is refused when it differs from the manifest's hash", async () => {
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES), { hash: sha256(Buffer.from('x')) }));
    expect(error.message).toMatch(/wrong bytes twice/);
  });

  it.each([
    ['and says so', {}],
    ['and does not say so', { unmeasured: true }],
  ])('is refused when it is longer than the hub announced, %s', async (_, fault) => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    const received: number[] = [];
    hub.fail('model.bin', { ...fault, untagged: true, claimedSize: 100_000 });
    const error = await failure(get(url, { onProgress: (now) => received.push(now) }));
    expect(error.message).toMatch(/wrong bytes twice/);
    expect(Math.max(...received)).toBeLessThanOrEqual(100_000);
    expect(existsSync(target) || existsSync(part())).toBe(false);
  });

  it('is refused when it is shorter than the hub says', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { claimedSize: BYTES.length + 1 });
    expect((await failure(get(url))).code).toBe('download-failed');
    expect(existsSync(target)).toBe(false);
  });
});

describe('the disk', () => {
  // Every write to /dev/full fails with ENOSPC.
  it.skipIf(!existsSync('/dev/full'))('that fills up is a clear error', async () => {
    target = join(folder, 'model.bin');
    symlinkSync('/dev/full', part());
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES), { target }));
    expect(error.code).toBe('disk-full');
    expect(error.message).toMatch(/no space on the disk of .*Free some/);
  });

  it('that is too small for the file is not filled', async () => {
    const url = hub.put(REPOSITORY, 'model.bin', BYTES);
    hub.fail('model.bin', { claimedSize: 1e15 });
    const error = await failure(get(url));
    expect(error.code).toBe('disk-full');
    expect(error.message).toMatch(/no space for 1000000000 MB/);
    expect(statSync(part()).size).toBe(0);
  });

  it('with a file instead of a folder is a clear error', async () => {
    writeFileSync(join(folder, 'onnx'), '');
    const error = await failure(get(hub.put(REPOSITORY, 'model.bin', BYTES)));
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(/Cannot write in .*PICSIFT_DATA_DIR/);
  });
});
