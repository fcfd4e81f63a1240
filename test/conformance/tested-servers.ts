/** The servers under test: `picsift mcp` on a few drawn photos, with the built-in model. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../../src/base/paths.ts';

/** Starts a server over stdio. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface HttpServer {
  readonly url: string;
  readonly token: string;
}

/** Runs the work with both servers on one library, and removes the library afterwards. */
export async function withServers(work: (stdio: Command, http: HttpServer) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'picsift-conformance-'));
  const stdio = commandFor(home);
  let server: ChildProcess | undefined;
  try {
    await draw(join(home, 'Pictures'));
    await mkdir(join(home, 'config'));
    await writeFile(join(home, 'config', 'config.json'), '{ "mcp": { "allowTagging": true } }');
    server = spawn(stdio.program, [...stdio.args, '--http', '127.0.0.1:0'], {
      env: stdio.env,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    await work(stdio, await listening(server));
  } finally {
    server?.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function commandFor(home: string): Command {
  return {
    program: process.execPath,
    args: [join(packageRoot(), 'dist', 'src', 'cli', 'main.js'), 'mcp', join(home, 'Pictures')],
    env: {
      PICSIFT_DATA_DIR: join(home, 'data'),
      PICSIFT_CONFIG_DIR: join(home, 'config'),
      PICSIFT_MODEL: 'pocket',
      // The user's own settings are not used, and nothing is downloaded: port 9 (discard) refuses.
      HOME: home,
      HF_ENDPOINT: 'http://127.0.0.1:9',
    },
  };
}

async function draw(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const background of ['red', 'lime', 'blue']) {
    const picture = sharp({ create: { width: 160, height: 120, channels: 3, background } });
    await picture.toFile(join(folder, `${background}.jpg`));
  }
}

/** Its output at the start contains its address and the path of its token. */
async function listening(server: ChildProcess): Promise<HttpServer> {
  let said = '';
  for await (const chunk of server.stderr!.iterator({ destroyOnReturn: false })) {
    said += chunk;
    const [, url, file] = /Serving at (\S+)\. The token is in (\S+)\.\n/.exec(said) ?? [];
    if (url === undefined || file === undefined) continue;
    // The other lines are about intentionally wrong requests.
    server.stderr!.resume();
    return { url, token: (await readFile(file, 'utf8')).trim() };
  }
  throw new Error(`The server did not start: ${said}`);
}
