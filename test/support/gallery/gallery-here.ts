/** A gallery's server in this process, over an indexed library, and raw requests to it. */

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RIGHTS, type Right } from '../../../src/access/rights.ts';
import { openGallery } from '../../../src/gallery/gallery.ts';
import { pageAddress } from '../../../src/gallery/server/page-address.ts';
import { type ServerOptions, startServer } from '../../../src/gallery/server/server.ts';
import { resolveAddress } from '../../../src/http/address.ts';
import { type Drawings, drawIndexed } from '../indexed.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { COLOURS, engineOptions } from '../test-engine.ts';

export const SECRET = 'a-secret-of-tests-'.repeat(3);

interface HereOptions extends Pick<Partial<ServerOptions>, 'limits' | 'isForPages'> {
  readonly photos?: Drawings;
  readonly rights?: readonly Right[];
  readonly address?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what they expect
  readonly json: any;
}

interface Asked {
  readonly method?: string;
  /** Added to those of a page that has the cookie; undefined removes one. */
  readonly headers?: Record<string, string | undefined>;
  /** A string is sent unchanged. */
  readonly body?: unknown;
}

/** Start a server; it ends with the test. */
export async function galleryHere({ photos = COLOURS, rights = RIGHTS, address = '0', ...options }: HereOptions = {}) {
  const home = temporaryFolder();
  const [folder, dataDir] = [join(home, 'Pictures'), join(home, 'data')];
  await drawIndexed(folder, dataDir, photos);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const gallery = openGallery({ engine: engineOptions({ dataDir }), folders: [folder], rights, log });
  const server = await startServer({
    ...{ gallery, address: await resolveAddress(address, 'PORT'), secret: SECRET, isForPages: false, program: 'test' },
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await gallery.close();
  });
  const invited = () => new URL(pageAddress(server.origin, server.keys, {}));
  const cookie = server.keys.redeem(server.keys.invite())!.split(';')[0]!;
  const ask = (path: string, asked: Asked = {}) => askServer(server.port, cookie, path, asked);
  const get = async (path: string) => (await ask(`/api/v1/${path}`)).json;
  const post = (path: string, body: object) => ask(`/api/v1/${path}`, { method: 'POST', body });
  return { home, folder, dataDir, gallery, lines, ...server, cookie, invited, ask, get, post };
}

function askServer(port: number, cookie: string, path: string, { method = 'GET', headers, body }: Asked) {
  const usual = {
    cookie,
    'sec-fetch-site': 'same-origin',
    ...(method === 'POST' ? { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` } : {}),
  };
  const given = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined));
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: given, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString();
        const isJson = response.headers['content-type']?.startsWith('application/json');
        const json = isJson ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode!, headers: response.headers, bytes, text, json });
      });
    });
    request.on('error', reject);
    request.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
}
