/** The resource with the gallery: one HTML document that loads nothing else. packaging/build.mjs makes it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { packageRoot } from '../../src/base/paths.ts';
import { APP_TYPE, GALLERY_URI } from './extension.ts';

/** Nothing beyond what the specification allows every page: inline code, inline styles, and pictures in `data:` addresses. */
const NO_NETWORK = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };

/** Read the page. It has no data: the host gives it the answer of the tool. */
export async function readGallery(): Promise<ReadResourceResult> {
  const text = await readFile(join(packageRoot(), 'dist', 'src', 'frontend', 'gallery.html'), 'utf8');
  const ui = { csp: NO_NETWORK, prefersBorder: false };
  return { contents: [{ uri: GALLERY_URI, mimeType: APP_TYPE, text, _meta: { ui } }] };
}
