/**
 * Builds dist/, which is what the package holds and what child processes and threads run: Node.js 20 runs no
 * TypeScript, and loading a few bundled files takes a third of the time of loading hundreds of small ones.
 *
 * Each entry keeps its path (src/cli/main.ts -> dist/src/cli/main.js), so `builtFile` in src/base/paths.ts finds it.
 * Packages that package.json lists under "dependencies" stay outside: they are native, carry files of their own, or
 * are large and rarely needed. All others are bundled, one file for each in dist/vendor.
 *
 * Plain JavaScript, because it runs before anything is compiled.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { main as compileAssemblyScript } from 'assemblyscript/asc';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { notices } from './notices.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a process or a thread starts with, and what programs import. */
const PRODUCT_ENTRIES = [
  'src/index.ts',
  'src/cli/main.ts',
  'src/indexing/run/indexing-process.ts',
  'src/indexing/run/decode-process.ts',
  'src/library/render/render-process.ts',
  'src/library/decode/formats/wasm-worker.ts',
  'src/search/query/decode-picture-process.ts',
  'src/tagging/tagging-process.ts',
  'src/model/run/tower-worker.ts',
  'src/model/run/self-check-worker.ts',
  'src/derived/matrix/scan-worker.ts',
];

/** What the tests and benches start. Not part of the package. */
const TEST_ENTRIES = [
  'test/bench/main.ts',
  'test/bench/quality/eval.ts',
  'test/bench/speed/search-process.ts',
  'test/conformance/main.ts',
  'test/support/outside/bad-decoder.ts',
  'test/support/outside/crowd-member.ts',
  'test/support/outside/install-manifest.ts',
  'test/support/outside/text-tower.ts',
];

const KERNEL = { source: 'src/derived/matrix/kernel.ts', target: 'dist/src/derived/matrix/kernel.wasm' };

/**
 * Bring dist/ up to date. A file that would be the same is left alone.
 * @param {{ tests?: boolean }} options `tests`: also what the tests and benches start.
 */
export async function build({ tests = true } = {}) {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const isOutside = (/** @type {string} */ id) =>
    Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));
  const isPackage = (/** @type {string} */ id) => /^[^./\0]/.test(id) && !/^(src|test|[A-Za-z]:)/.test(id);
  const [product, test] = await Promise.all([
    bundle(PRODUCT_ENTRIES, 'dist', isOutside),
    tests ? bundle(TEST_ENTRIES, 'dist/test', isPackage) : undefined,
    buildKernel(),
  ]);
  const files = [...product, ...(test ?? [])];
  for (const { name, text } of files) writeIfNew(name, text);
  if (tests) removeOthers('dist', new Set(files.map(({ name }) => name)));
}

/**
 * @param {string[]} entries paths from the root of the repository.
 * @param {string} folder that the files go to.
 * @param {(id: string) => boolean} external
 * @returns {Promise<{ name: string, text: string }[]>} the files, by their paths from the root.
 */
async function bundle(entries, folder, external) {
  // Below dist/test lies what below test/ has its source: "test/" is not repeated.
  const nameOf = (/** @type {string} */ entry) => entry.replace(/^test\//, '').replace(/\.ts$/, '');
  const build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(entries.map((entry) => [nameOf(entry), entry])),
    platform: 'node',
    external,
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await build.generate({
    // The source maps' paths start there.
    dir: join(ROOT, folder),
    format: 'esm',
    sourcemap: true,
    // They are in the sources, where they are read. Without them the package is smaller.
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: ({ name }) => (name.startsWith('vendor-') ? `vendor/${name.slice(7)}.js` : 'chunks/[name].js'),
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: (id) => `vendor-${packageOf(id)}`, debugName: 'packages', test: /node_modules/ }],
    },
  });
  await build.close();
  const chunks = output.flatMap((chunk) => {
    if (chunk.type !== 'chunk') return [];
    const name = `${folder}/${chunk.fileName}`;
    const code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
    if (chunk.fileName.startsWith('vendor/')) return [{ name, text: minifySync(name, code, { module: true }).code }];
    if (chunk.map === null) return [{ name, text: code }];
    const map = `${chunk.fileName.split('/').at(-1)}.map`;
    return [
      { name, text: `${code}//# sourceMappingURL=${map}\n` },
      { name: `${name}.map`, text: lineMap(chunk.map) },
    ];
  });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  return [...chunks, { name: `${folder}/THIRD-PARTY-LICENSES.txt`, text: notices(modules) }];
}

/**
 * A stack trace needs lines, no columns; without these, the sources' texts and the names a map is a tenth of the size.
 * @param {{ sources: string[], mappings: string }} map as the bundler made it.
 */
function lineMap({ sources, mappings }) {
  const lines = decode(mappings).map((segments) => segments.slice(0, 1));
  return `${JSON.stringify({ version: 3, sources, names: [], mappings: encode(lines) })}\n`;
}

/** "@scope/name" as "scope-name". */
function packageOf(/** @type {string} */ id) {
  const [, name] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id) ?? [];
  return name?.replace('@', '').replace(/[\\/]/, '-');
}

/** The search kernel takes a second to compile, and changes rarely. */
async function buildKernel() {
  const [source, target] = [join(ROOT, KERNEL.source), join(ROOT, KERNEL.target)];
  if (existsSync(target) && statSync(target).mtimeMs > statSync(source).mtimeMs) return;
  const options =
    '-O3 --noAssert --runtime stub --importMemory --sharedMemory --maximumMemory 65536 --enable simd --enable threads';
  const outcome = await compileAssemblyScript([
    KERNEL.source,
    ...['--baseDir', ROOT, '--outFile', `${KERNEL.target}.part`],
    ...options.split(' '),
  ]);
  if (outcome.error !== null) throw new Error(`${KERNEL.source} does not compile:\n${outcome.stderr}`);
  renameSync(`${target}.part`, target);
}

/** Renamed into place: a process that starts meanwhile finds the old file or the new one, whole. */
function writeIfNew(/** @type {string} */ name, /** @type {string} */ text) {
  const file = join(ROOT, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

function removeOthers(/** @type {string} */ folder, /** @type {Set<string>} */ kept) {
  for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    const path = `${folder}/${name.replaceAll('\\', '/')}`;
    if (/\.(js|map|part)$/.test(path) && !kept.has(path)) rmSync(join(ROOT, path));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
