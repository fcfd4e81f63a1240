/** `picsift open` as a process: one for all pages, found by its file. `picsift gallery`: what it refuses. */

import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startCli } from '../support/cli.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { PRIVATE } from '../support/platform/capabilities.ts';

const SLOW = { timeout: 60_000, interval: 50 };

it('opens pages in one server, passes over a file that is stale, and ends cleanly', async () => {
  const { folder, env, here } = await indexedLibrary();
  const file = join(env.PICSIFT_DATA_DIR!, 'gallery.json');
  // Left by a killed process; its port belongs to another program, which must not get the secret.
  const asked: (string | undefined)[] = [];
  const stranger = createServer(({ headers, url }, response) => {
    asked.push(`${url} ${headers.authorization}`);
    response.setHeader('content-type', 'application/json').end('{"proof":"x"}');
  });
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void stranger.close());
  const stale = { port: (stranger.address() as AddressInfo).port, pid: 1, secret: 'stale'.repeat(10) };
  writeFileSync(file, JSON.stringify(stale), { mode: 0o600 });

  const open = ['open', 'red', 'sails', '--in', folder, '--no-browser'];
  const first = startCli(open, { env });
  let said = '';
  first.process.stderr!.on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, SLOW).toMatch(/Ctrl-C/);
  expect(asked.join()).not.toContain('Bearer');
  expect(statSync(file).mode & 0o777).toBe(PRIVATE.file);
  const { secret } = JSON.parse(readFileSync(file, 'utf8'));
  expect(secret).not.toBe(stale.secret);

  const other = temporaryFolder();
  const second = await here('open', '--in', other, '--no-browser');
  expect(second).toMatchObject({ code: 0 });
  const url = new URL(second.stdout.trim());
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!;
  const status = await fetch(`${url.origin}/api/v1/status`, { headers: { cookie } });
  expect(await status.json()).toMatchObject({ photos: 4, folders: [{ label: 'photos' }, {}] });

  first.process.kill('SIGINT');
  const { stdout, stderr, code } = await first.done;
  expect(code).toBe(0);
  expect(new URL(stdout.trim()).origin).toBe(url.origin);
  expect(new URL(stdout.trim()).searchParams.get('q')).toBe('red sails');
  expect(stderr + stdout).not.toContain(secret);
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
});

it('picsift gallery needs folders, and a token of your own at another address', async () => {
  const { folder, here } = await indexedLibrary();
  expect(await here('gallery')).toMatchObject({ code: 2, stderr: expect.stringMatching(/Name a folder to show/) });
  const open = await here('gallery', folder, '--address', '0.0.0.0:0');
  expect(open).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/other computers can connect.*PICSIFT_GALLERY_TOKEN/),
  });
  expect(await here('gallery', folder, '--address', 'x')).toMatchObject({ code: 2 });
  expect(await here('open', '--in', folder, '--port', '99999')).toMatchObject({ code: 2 });
});
