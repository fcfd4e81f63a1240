/** `picsift gallery`: a gallery that runs for a long time, with the folders and the address of the configuration. */

import type { Right } from '../access/rights.ts';
import { PicsiftError } from '../base/errors.ts';
import type { EngineOptions } from '../engine/api.ts';
import { resolveAddress } from '../http/address.ts';
import { endAsked } from '../http/ending.ts';
import { chosenToken, keptToken, type TokenKind } from '../http/token.ts';
import { openGallery } from './gallery.ts';
import { startServer } from './server/server.ts';

const TOKEN: TokenKind = { file: 'gallery-token', variable: 'PICSIFT_GALLERY_TOKEN' };

export interface ServiceOptions {
  readonly engine: EngineOptions;
  readonly folders: readonly string[];
  /** HOST:PORT. */
  readonly address: string;
  /** Undefined: a token is generated and stored in the data folder. */
  readonly token: string | undefined;
  readonly rights: readonly Right[];
  readonly schedule?: string | undefined;
  readonly log: (line: string) => void;
}

/**
 * Serve until a signal arrives.
 * @throws PicsiftError `bad-usage` if it cannot listen at the address, `bad-config` if the token is invalid.
 */
export async function serveGallery(options: ServiceOptions): Promise<void> {
  const { engine, folders, rights, schedule, log } = options;
  const ended = endAsked();
  const address = await resolveAddress(options.address, '"gallery": {"address": "127.0.0.1:7333"}');
  if (options.token === undefined && !address.isLoopback) {
    const text =
      `At ${address.host} other computers can connect. Set ${TOKEN.variable} to a token of your own, or serve only this ` +
      'computer, at 127.0.0.1.';
    throw new PicsiftError('bad-usage', text);
  }
  const kept = options.token === undefined ? await keptToken(engine.dataDir, TOKEN) : undefined;
  const secret = kept?.token ?? chosenToken(options.token!, TOKEN);
  const gallery = openGallery({ engine, folders, rights, schedule, log });
  try {
    const server = await startServer({ gallery, address, secret, isForPages: true, program: 'picsift gallery' });
    log(
      `Serving at ${server.origin}. The token is ${kept === undefined ? `the one in ${TOKEN.variable}` : `in ${kept.file}`}.`,
    );
    if (!address.isLoopback) {
      log(
        'Others on the network can read what is sent: the connection is not encrypted. Put a proxy with TLS in front of it.',
      );
    }
    await ended;
    await server.close();
  } finally {
    await gallery.close();
  }
}
