/**
 * Builds dist/: the content of the package, and what child processes and threads run. Node.js 20 does not run
 * TypeScript, and a few bundled files load in a third of the time of hundreds of small ones.
 *
 * Each entry keeps its path (src/cli/main.ts -> dist/src/cli/main.js), so `builtFile` in src/base/paths.ts finds it.
 * Packages that package.json lists under "dependencies" are not bundled: they are native, contain data files, or are
 * large and rarely needed. Each of the others becomes one file in dist/vendor.
 *
 * Plain JavaScript, because it runs before anything is compiled.
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { buildFrontend } from './frontend.mjs';
import { notices } from './notices.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Entry points of processes and threads, and the module that programs import. */
const PRODUCT_ENTRIES = [
  'src/index.ts',
  'src/cli/main.ts',
  'src/indexing/run/indexing-process.ts',
  'src/indexing/run/decode-process.ts',
  'src/indexing/text/background-process.ts',
  'src/indexing/text/reading-process.ts',
  'src/indexing/text/text-process.ts',
  'src/library/render/render-process.ts',
  'src/library/decode/formats/wasm-worker.ts',
  'src/search/query/decode-picture-process.ts',
  'src/tagging/tagging-process.ts',
  'src/model/provider/trial-process.ts',
  'src/model/run/tower-worker.ts',
  'src/model/run/self-check-worker.ts',
  'src/model/prepare/prepare-worker.ts',
  'src/derived/matrix/scan-worker.ts',
];

/** Entry points that the tests and benches start. Not part of the package. */
const TEST_ENTRIES = [
  'test/bench/main.ts',
  'test/bench/quality/eval.ts',
  'test/bench/quality/ship-phrases.ts',
  'test/bench/speed/search-process.ts',
  'test/bench/speed/sentences-process.ts',
  'test/conformance/main.ts',
  'test/support/outside/bad-decoder.ts',
  'test/support/outside/crowd-member.ts',
  'test/support/outside/install-manifest.ts',
  'test/support/outside/text-tower.ts',
  'test/support/outside/wrong-clock.ts',
];

/** Inner loops in AssemblyScript, each with the file or folder of its sources, and the compiler's options. */
const KERNELS = [
  {
    entry: 'src/derived/matrix/kernel.ts',
    sources: 'src/derived/matrix/kernel.ts',
    options: '--sharedMemory --maximumMemory 65536 --enable threads',
  },
  {
    entry: 'src/library/decode/formats/jpeg/kernel/scan.ts',
    sources: 'src/library/decode/formats/jpeg/kernel',
    options: '--maximumMemory 1024',
  },
];

/**
 * Modules of packages that are loaded with `require`, for their default export: that takes a third of the time, because Node.js
 * searches an imported CommonJS file for exports first, and sharp has a second form for `import`.
 */
const REQUIRED = [
  '@cornerstonejs/codec-openjpeg/decodewasmjs',
  'better-sqlite3',
  'exifreader',
  'libheif-js/libheif-wasm/libheif.js',
];

/**
 * The same, for native packages whose JavaScript consists of dozens of files, with those of their dependencies: each becomes
 * one file in dist/vendor, which loads in two thirds to one third of the time. The native parts stay where they are installed.
 */
const JOINED = ['onnxruntime-node', 'sharp'];

/**
 * Bring dist/ up to date. Files that did not change are not written.
 * @param {{ tests?: boolean }} options `tests`: also build what the tests and benches start.
 */
export async function build({ tests = true } = {}) {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const isOutside = (/** @type {string} */ id) =>
    ![...REQUIRED, ...JOINED].includes(id) &&
    Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));
  const isPackage = (/** @type {string} */ id) => /^[^./\0]/.test(id) && !/^(src|test|[A-Za-z]:)/.test(id);
  const [frontend, ...joined] = await Promise.all([buildFrontend(), ...JOINED.map(joinPackage)]);
  const [product, test] = await Promise.all([
    bundle(
      PRODUCT_ENTRIES,
      'dist',
      isOutside,
      [...frontend, ...joined].flatMap(({ modules }) => modules),
    ),
    tests ? bundle(TEST_ENTRIES, 'dist/test', isPackage) : undefined,
    buildKernels(),
  ]);
  const files = [...frontend, ...joined, ...product, ...(test ?? [])];
  for (const { name, text } of files) writeIfNew(name, text);
  if (tests) removeOthers('dist', new Set(files.map(({ name }) => name)));
}

/**
 * @param {string[]} entries paths from the root of the repository.
 * @param {string} folder target of the files.
 * @param {(id: string) => boolean} external
 * @param {string[]} others modules that are in other files, for their licences.
 * @returns {Promise<{ name: string, text: string }[]>} the files, by their paths from the root.
 */
async function bundle(entries, folder, external, others = []) {
  // The target folder dist/test already contains "test/".
  const nameOf = (/** @type {string} */ entry) => entry.replace(/^test\//, '').replace(/\.ts$/, '');
  const build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(entries.map((entry) => [nameOf(entry), entry])),
    platform: 'node',
    external,
    plugins: [byRequire],
    // The CommonJS form of jsonc-parser finds its files only where it is installed, so its ES modules are bundled.
    resolve: { mainFields: ['module', 'main'] },
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await build.generate({
    // The source maps' paths start there.
    dir: join(ROOT, folder),
    format: 'esm',
    sourcemap: true,
    // Drop docstrings: people read them in the sources, and the package is smaller without them.
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
    const code = chunk.code
      .replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n')
      .replaceAll(/\bjoined:([\w-]+)/g, (_, id) => posix.relative(dirname(name), joinedFile(id)));
    if (chunk.fileName.startsWith('vendor/')) return [{ name, text: minifySync(name, code, { module: true }).code }];
    if (chunk.map === null) return [{ name, text: code }];
    const map = `${chunk.fileName.split('/').at(-1)}.map`;
    return [
      { name, text: `${code}//# sourceMappingURL=${map}\n` },
      { name: `${name}.map`, text: lineMap(chunk.map) },
    ];
  });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  return [...chunks, { name: `${folder}/THIRD-PARTY-LICENSES.txt`, text: notices([...modules, ...others]) }];
}

const joinedFile = (/** @type {string} */ id) => `dist/vendor/${id}.cjs`;

/** Join the JavaScript of a package into one file. What that file requires is found from where the package is installed. */
async function joinPackage(/** @type {string} */ id) {
  const build = await rolldown({
    input: createRequire(import.meta.url).resolve(id),
    platform: 'node',
    external: (part) => isBuiltin(part) || /\.node$|^@img\/sharp-/.test(part),
  });
  const banner = `require = require('node:module').createRequire(require.resolve('${id}'));`;
  const { output } = await build.generate({ format: 'cjs', banner, minify: true });
  await build.close();
  return { name: joinedFile(id), text: output[0].code, modules: output[0].moduleIds };
}

const byRequire = {
  name: 'by-require',
  /** The zero byte keeps other plugins away. */
  resolveId(/** @type {string} */ id) {
    if (JOINED.includes(id)) return `\0require:joined:${id}`;
    return REQUIRED.includes(id) ? `\0require:${id}` : undefined;
  },
  load(/** @type {string} */ id) {
    const [, name] = id.split('\0require:');
    if (name === undefined) return undefined;
    return `import { createRequire } from 'node:module'; export default createRequire(import.meta.url)('${name}');`;
  },
};

/**
 * Keep only the line numbers of a source map, which are enough for a stack trace. Without columns, source texts and
 * names a map is a tenth of the size.
 * @param {{ sources: string[], mappings: string }} map from the bundler.
 */
function lineMap({ sources, mappings }) {
  const lines = decode(mappings).map((segments) => segments.slice(0, 1));
  return `${JSON.stringify({ version: 3, sources, names: [], mappings: encode(lines) })}\n`;
}

/** Name of the package that a module belongs to; "@scope/name" becomes "scope-name". */
function packageOf(/** @type {string} */ id) {
  const [, name] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id) ?? [];
  return name?.replace('@', '').replace(/[\\/]/, '-');
}

/** Compile the kernels whose sources are newer: this takes a second each, and they change rarely. */
async function buildKernels() {
  for (const { entry, sources, options } of KERNELS) {
    const target = `dist/${entry.replace(/\.ts$/, '.wasm')}`;
    const isOlder = (/** @type {string} */ file) =>
      statSync(join(ROOT, file)).mtimeMs < statSync(join(ROOT, target)).mtimeMs;
    if (existsSync(join(ROOT, target)) && filesIn(sources).every(isOlder)) continue;
    // Loaded only here: loading the compiler takes longer than the bundle.
    const { main: compileAssemblyScript } = await import('assemblyscript/asc');
    const outcome = await compileAssemblyScript([
      entry,
      ...['--baseDir', ROOT, '--outFile', `${target}.part`],
      ...`-O3 --noAssert --runtime stub --importMemory --enable simd ${options}`.split(' '),
    ]);
    if (outcome.error !== null) throw new Error(`${entry} does not compile:\n${outcome.stderr}`);
    renameSync(join(ROOT, `${target}.part`), join(ROOT, target));
  }
}

/** List the files of a folder, or the one file. */
function filesIn(/** @type {string} */ path) {
  return path.endsWith('.ts') ? [path] : readdirSync(join(ROOT, path)).map((name) => `${path}/${name}`);
}

/** Write a changed file and rename it into place, so that a starting process finds the complete old or new file. */
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
    if (/\.(c?js|css|map|part)$/.test(path) && !kept.has(path)) rmSync(join(ROOT, path));
  }
}

// A clone may lie behind a symbolic link.
if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await build();
