/** The MCP server over HTTP, for several clients that share one engine: `picsift mcp --http`. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PicsiftError } from '../../../src/base/errors.ts';
import { log } from '../../../src/base/log.ts';
import { type Address, cannotListen, hostInUrl, resolveAddress } from '../../../src/http/address.ts';
import { endAsked } from '../../../src/http/ending.ts';
import { chosenToken, keptToken, type TokenKind } from '../../../src/http/token.ts';
import { type LibraryOptions, openLibrary } from '../../library.ts';
import { endWith } from '../ending.ts';
import { createEndpoint } from './endpoint.ts';
import { PATH } from './gate.ts';

/** The token of all assistants. */
const MCP_TOKEN: TokenKind = { file: 'mcp-token', variable: 'PICSIFT_MCP_TOKEN' };

export interface HttpOptions extends LibraryOptions {
  /** HOST:PORT, or a port that is reachable only from this computer. */
  readonly http: string;
  /** Undefined: a token is generated and stored in the data folder. */
  readonly token: string | undefined;
}

/**
 * Serve until a signal arrives. Nothing is loaded before the first call that needs it. After this function resolves,
 * the process ends within a second, even if work is in progress.
 * @throws PicsiftError `bad-usage` if the server cannot listen at the address, `bad-config` if the token is invalid.
 */
export async function serveHttp(options: HttpOptions): Promise<void> {
  const ended = endAsked();
  const address = await resolveAddress(options.http, '--http 127.0.0.1:7331');
  const { token, whereabouts } = await tokenFor(address, options);
  const library = openLibrary(options);
  const { server, close } = createEndpoint(library, { address, token });
  try {
    await once(server.listen(address.port, address.ip), 'listening');
  } catch (error) {
    throw cannotListen(error, address, 'picsift mcp');
  }
  const { port } = server.address() as AddressInfo;
  log(`Serving at http://${hostInUrl(address.host)}:${port}${PATH}. The token is ${whereabouts}.`);
  if (!address.isLoopback)
    log(
      'The connection is not encrypted: others on the network can read it. Put a proxy with TLS in front of the server.',
    );
  await ended;
  await close();
  await endWith(library);
}

async function tokenFor(
  { host, isLoopback }: Address,
  { token, engine }: HttpOptions,
): Promise<{ readonly token: string; readonly whereabouts: string }> {
  if (token !== undefined) return { token: chosenToken(token, MCP_TOKEN), whereabouts: 'the one in PICSIFT_MCP_TOKEN' };
  if (!isLoopback) {
    throw new PicsiftError(
      'bad-usage',
      `At ${host} other computers can connect. Set PICSIFT_MCP_TOKEN to a token of your own, or serve only this ` +
        'computer, at 127.0.0.1.',
    );
  }
  const kept = await keptToken(engine.dataDir, MCP_TOKEN);
  return { token: kept.token, whereabouts: `in ${kept.file}` };
}
