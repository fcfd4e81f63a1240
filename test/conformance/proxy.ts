/** A proxy that adds the token, because the conformance suite cannot send one. Everything else passes unchanged. */

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpServer } from './tested-servers.ts';

/** @returns the address to use instead, and a function that closes the proxy. */
export async function addToken({ url, token }: HttpServer): Promise<{ readonly url: string; close(): void }> {
  const { hostname, port, pathname } = new URL(url);
  const proxy = createServer((incoming, answer) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    const outgoing = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers },
      (response) => void response.pipe(answer.writeHead(response.statusCode!, response.headers)),
    );
    outgoing.on('error', () => answer.destroy());
    // The client closed the stream before its end.
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}`,
    close() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
