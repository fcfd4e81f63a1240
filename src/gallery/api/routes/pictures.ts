/** Pictures of photos: thumbnails and previews without metadata, and the files themselves. */

import { Readable } from 'node:stream';
import { z } from 'zod';
import { PicsiftError } from '../../../base/errors.ts';
import type { PictureSize } from '../../../engine/viewer.ts';
import { safeFileName } from '../../../library/files/safe-file-name.ts';
import { byteRange } from '../byte-range.ts';
import { versionOf } from '../fields.ts';
import { type Call, mediaRoute, type Route } from '../route.ts';
import { scopeOf } from '../scope.ts';

const version = z
  .string()
  .max(64)
  .optional()
  .describe('`version` of the photo. Then the picture never changes, and may be kept for ever.');

const FOR_EVER = 'private, max-age=31536000, immutable';
/** The browser asks each time whether it changed. */
const ASK = 'private, no-cache';

const thumbnailQuery = z.strictObject({
  size: z
    .enum(['240', '480', '960'])
    .default('480')
    .describe('Longer edge in pixels. A smaller photo is not enlarged.'),
  v: version,
});

export const thumbnailRoute = mediaRoute({
  method: 'get',
  path: '/photos/:id/thumbnail',
  summary: 'A small JPEG without metadata.',
  query: thumbnailQuery,
  answer: 'image/jpeg',
  run: ({ query, ...call }) => picture(call, Number(query.size) as PictureSize, query.v),
});

export const previewRoute = mediaRoute({
  method: 'get',
  path: '/photos/:id/preview',
  summary: 'A JPEG without metadata, with 2048 pixels at most.',
  query: z.strictObject({ v: version }),
  answer: 'image/jpeg',
  run: ({ query, ...call }) => picture(call, 2048, query.v),
});

type PhotoCall = Omit<Call<unknown, unknown>, 'query'>;

async function picture(call: PhotoCall, size: PictureSize, wanted: string | undefined): Promise<Response> {
  const { gallery, id, request, signal } = call;
  const { folders } = await scopeOf(gallery);
  const engine = await gallery.engine();
  const content = versionOf(await engine.contentOf(id, folders));
  const etag = `"${content}-${size}"`;
  const headers = { etag, 'cache-control': wanted === content ? FOR_EVER : ASK };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const { jpeg, isOfContent } = await engine.picture(id, folders, size, signal);
  const type = { 'content-type': 'image/jpeg', 'content-length': String(jpeg.length) };
  // The file was changed after it was indexed.
  const kept = isOfContent ? headers : { 'cache-control': 'no-store' };
  return new Response(jpeg as Uint8Array<ArrayBuffer>, { headers: { ...type, ...kept } });
}

export const originalRoute: Route = mediaRoute({
  method: 'get',
  path: '/photos/:id/original',
  summary: 'The file itself, to save. A part of it with the header Range.',
  answer: 'application/octet-stream',
  right: 'originals',
  async run({ gallery, id, request }) {
    const { folders } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const content = versionOf(await engine.contentOf(id, folders));
    const { file, size, name } = await engine.original(id, folders);
    try {
      const etag = `"${content}-${size}"`;
      const ifRange = request.headers.get('if-range');
      const asked = ifRange === null || ifRange === etag ? request.headers.get('range') : null;
      const range = byteRange(asked, size);
      const headers: Record<string, string> = {
        etag,
        'accept-ranges': 'bytes',
        'cache-control': ASK,
        // Never shown by the browser: the file may be anything.
        'content-type': 'application/octet-stream',
        'content-disposition': disposition(name),
      };
      if (range === 'none') {
        await file.close();
        return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
      }
      const { start, end } = range ?? { start: 0, end: size - 1 };
      headers['content-length'] = String(end - start + 1);
      if (range !== undefined) headers['content-range'] = `bytes ${start}-${end}/${size}`;
      const status = range === undefined ? 200 : 206;
      if (size === 0 || request.method === 'HEAD') {
        await file.close();
        return new Response(null, { status, headers });
      }
      const stream = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array<ArrayBuffer>>;
      return new Response(stream, { status, headers });
    } catch (error) {
      await file.close();
      throw error instanceof PicsiftError ? error : new PicsiftError('photo-unreadable', 'The photo cannot be read.');
    }
  },
});

/** RFC 6266: a plain name for old programs, and the real one. Neither can end the header. */
function disposition(name: string): string {
  const safe = safeFileName(name, 1);
  const plain = safe.replace(/[^\w. ()-]/g, '_');
  const coded = encodeURIComponent(safe).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`;
}
