/**
 * `npm run bundle [-- FOLDER]`: makes an MCP bundle (.mcpb), which Claude Desktop and other hosts install with one click. It is
 * for the system and the processor that it is made on. Prints what is in it.
 *
 * The same sources and the same Node.js give the same bytes, except for native modules that are compiled.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getAllFilesWithCount, getMcpConfigForManifest, validateManifest } from '@anthropic-ai/mcpb/node';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { zipSync } from 'fflate';
import { LEFT_OUT, writeContents } from './contents.mjs';
import { manifestOf } from './manifest.mjs';
import { serverLists } from './server-lists.mjs';

const { platform, arch } = process;
/** The earliest time of a ZIP file, which has no time zone. */
const WRITTEN = new Date(1980, 0, 1);
const UNIX = 3;

const home = mkdtempSync(join(tmpdir(), 'picsift-bundle-'));
try {
  const folder = join(home, 'bundle');
  const description = await writeContents(folder);
  const about = { description, platform };
  const lists = await tryOut(manifestOf({ ...about, tools: [], prompts: [] }), folder);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifestOf({ ...about, ...lists }), null, 2)}\n`);
  if (!validateManifest(folder)) throw new Error('The manifest is not valid: see above.');
  const { bytes, sizes } = pack(folder);
  const file = resolve(process.argv[2] ?? '.', `${description.name}-${description.version}-${platform}-${arch}.mcpb`);
  writeFileSync(file, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  process.stdout.write(`${report(sizes)}\n${megabytes(bytes.length)}  ${file}\nSHA-256 ${hash}\n`);
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

/** Start the server as a host does, list what it offers, and let it open a catalog: that needs a native module. */
async function tryOut(/** @type {import('./manifest.d.mts').Manifest} */ manifest, /** @type {string} */ folder) {
  const config = await getMcpConfigForManifest({
    manifest,
    extensionPath: folder,
    systemDirs: {},
    userConfig: { folders: [home] },
    pathSeparator: '/',
  });
  const env = {
    ...config.env,
    HOME: home,
    PICSIFT_DATA_DIR: join(home, 'data'),
    PICSIFT_CONFIG_DIR: join(home, 'config'),
  };
  const client = new Client({ name: 'picsift-bundle', version: '1' });
  await client.connect(new StdioClientTransport({ ...config, env, cwd: home }));
  const lists = await serverLists(client);
  const { isError, content } = await client.callTool({ name: 'library_status', arguments: {} });
  await client.close();
  if (isError) throw new Error(`The server does not run: ${JSON.stringify(content)}`);
  return lists;
}

/** Pack sorted by name, with the same date, because the packer of mcpb takes the order of the disk and the present time. */
function pack(/** @type {string} */ folder) {
  const { files } = getAllFilesWithCount(folder, folder, {}, LEFT_OUT);
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = zipSync(
    Object.fromEntries(
      entries.map(([name, { data, mode }]) => [
        name,
        [data, { os: UNIX, attrs: (mode & 0o111 ? 0o755 : 0o644) << 16 }],
      ]),
    ),
    { level: 9, mtime: WRITTEN },
  );
  return { bytes, sizes: entries.map(([name, { data }]) => ({ name, size: data.length })) };
}

/** Sum up what takes most of the space, by folder or package. */
function report(/** @type {{ name: string, size: number }[]} */ files) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { name, size } of files) {
    const [part] = /^(?:node_modules\/(?:@[^/]+\/)?)?[^/]+/.exec(name) ?? [name];
    sums.set(part, (sums.get(part) ?? 0) + size);
  }
  const listed = [...sums].sort(([, a], [, b]) => b - a).filter(([, size]) => size >= 500_000);
  const all = files.reduce((sum, { size }) => sum + size, 0);
  return [...listed, [`in ${files.length} files, unpacked`, all]]
    .map(([part, size]) => `${megabytes(size)}  ${part}`)
    .join('\n');
}

function megabytes(/** @type {number} */ bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(9);
}
