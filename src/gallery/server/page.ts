/** The files of the page, which the build has made. All of them are in memory: they are few and small. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { packageRoot } from '../../base/paths.ts';

export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const INDEX = '/index.html';

/**
 * Read the page.
 * @returns a function from the path of a request to the file. A path without an ending is a view of the page itself.
 */
export function readPage(folder = join(packageRoot(), 'dist', 'src', 'frontend', 'page')) {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
    // As vite names them: NAME-HASH.js.
    const isImmutable = /-[\w-]{8,}\.\w+$/.test(name);
    files.set(`/${name.split(sep).join('/')}`, { body, type, etag, isImmutable });
  }
  return (path: string): PageFile | undefined => files.get(extname(path) === '' ? INDEX : path);
}
