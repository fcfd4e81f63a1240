/** Answers requests for the page: with its files, or with what asks for a key. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../../http/refusal.ts';
import type { Keys } from '../access/keys.ts';
import type { PageFile } from './page.ts';
import { leadOn, signIn } from './sign-in.ts';

interface PageOptions {
  readonly page: (path: string) => PageFile | undefined;
  readonly keys: Keys;
  /** The user knows the token. */
  readonly canType: boolean;
}

const HTML = 'text/html; charset=utf-8';

/** @throws Refusal */
export function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { page, keys, canType }: PageOptions,
): void {
  if (request.method === 'POST') throw new Refusal(405, 'Use GET.', { allow: 'GET, HEAD' });
  // A path such as "//elsewhere" must not become another host.
  const url = new URL((request.url ?? '/').replace(/^\/+/, '/'), 'http://localhost');
  const token = url.searchParams.get('token');
  const cookie = token === null || request.method !== 'GET' ? undefined : keys.redeem(token);
  const hasKey = keys.shownBy(request.headers) !== 'none';
  if (cookie !== undefined) response.setHeader('set-cookie', cookie);
  // An address that was used before is good for who has the cookie.
  if (cookie !== undefined || (token !== null && hasKey)) send(response, 200, HTML, leadOn(url));
  else if (hasKey) sendFile(request, response, page(url.pathname));
  else send(response, 401, HTML, signIn(url, canType));
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: PageFile | undefined): void {
  if (file === undefined) throw new Refusal(404, 'There is no such page.');
  response.setHeader('cache-control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('etag', file.etag);
  if (request.headers['if-none-match'] === file.etag) response.writeHead(304).end();
  else send(response, 200, file.type, file.body);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
