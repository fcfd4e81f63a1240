/** Builds the front-end: each page is one HTML document with its code and its styles, which loads nothing else. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Pages, each with its entry. */
const PAGES = [{ entry: 'src/frontend/app/main.tsx', page: 'dist/src/frontend/gallery.html' }];

/** @returns {Promise<{ name: string, text: string, modules: string[] }[]>} the pages, with the modules in each. */
export async function buildFrontend() {
  return Promise.all(PAGES.map(buildPage));
}

async function buildPage(/** @type {{ entry: string, page: string }} */ { entry, page }) {
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
      rolldownOptions: { input: join(ROOT, entry), output: { format: 'iife' } },
    },
  });
  const { output } = Array.isArray(built) ? built[0] : built;
  const chunks = output.flatMap((file) => (file.type === 'chunk' ? file : []));
  const styles = output.flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? file : []));
  const code = chunks.map((chunk) => chunk.code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c')).join('');
  const style = styles.map(({ source }) => String(source)).join('');
  return { name: page, text: documentOf(style, code), modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
}

/** The code is at the end, where it finds the body. */
function documentOf(/** @type {string} */ style, /** @type {string} */ code) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>picsift</title>
<style>${style.trim()}</style>
</head>
<body>
<script>${code.trim()}</script>
</body>
</html>
`;
}
