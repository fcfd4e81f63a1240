/**
 * Builds the front-end. The MCP app is one HTML document with its code and its styles, which loads nothing else. The page of
 * `picsift open` has them in files with hashed names, because its server allows no code inside of the document.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Names change with the content: the server lets browsers keep these files for ever. */
const NAMES = /** @type {const} */ ({
  format: 'iife',
  entryFileNames: 'page-[hash].js',
  assetFileNames: 'page-[hash][extname]',
});

/** @typedef {{ name: string, text: string, modules: string[] }} Built a file, with the modules in it. */

/** @returns {Promise<Built[]>} */
export async function buildFrontend() {
  return (await Promise.all([buildApp('dist/src/frontend/gallery.html'), buildPage('dist/src/frontend/page')])).flat();
}

/** @returns {Promise<Built[]>} */
async function buildApp(/** @type {string} */ name) {
  const { code, style, modules } = await bundle('src/frontend/app/main.tsx');
  const inside = code.text.replaceAll(/<(?=\/script|!--)/gi, '\\x3c').trim();
  // The code is at the end, where it finds the body.
  const text = documentOf(`<style>${style.text.trim()}</style>`, `<script>${inside}</script>`);
  return [{ name, text, modules }];
}

/** @returns {Promise<Built[]>} */
async function buildPage(/** @type {string} */ folder) {
  const { code, style, modules } = await bundle('src/frontend/page/main.tsx');
  const head = [
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="/icon.svg">',
    `<link rel="stylesheet" href="/${style.name}">`,
    // A module waits for the body.
    `<script type="module" src="/${code.name}"></script>`,
  ];
  const icon = readFileSync(join(ROOT, 'packaging/bundle/icon.svg'), 'utf8');
  return [
    { name: `${folder}/index.html`, text: documentOf(head.join('\n')), modules },
    { name: `${folder}/icon.svg`, text: icon, modules: [] },
    ...[code, style].map(({ name, text }) => ({ name: `${folder}/${name}`, text, modules: [] })),
  ];
}

async function bundle(/** @type {string} */ entry) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const built = await build({
    root: ROOT,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    define: { PICSIFT_VERSION: JSON.stringify(version) },
    build: {
      // The browsers inside of the hosts: `light-dark()` and `color-mix()` need these too.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      write: false,
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: { input: join(ROOT, entry), output: NAMES },
    },
  });
  const { output } = Array.isArray(built) ? built[0] : built;
  const chunk = output.find((file) => file.type === 'chunk');
  const style = output.find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  if (chunk === undefined || style?.type !== 'asset') throw new Error(`${entry} has no code or no styles.`);
  return {
    code: { name: chunk.fileName, text: chunk.code },
    style: { name: style.fileName, text: String(style.source) },
    modules: chunk.moduleIds,
  };
}

function documentOf(/** @type {string} */ head, body = '') {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>picsift</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
