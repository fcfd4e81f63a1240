/** `picsift open`: shows folders in the browser, until Ctrl-C. A second one opens a page of the first. */

import { RIGHTS } from '../access/rights.ts';
import type { EngineOptions } from '../engine/api.ts';
import { resolveAddress } from '../http/address.ts';
import { endAsked } from '../http/ending.ts';
import { newToken } from '../http/token.ts';
import { openGallery } from './gallery.ts';
import { openOnScreen } from './open-browser.ts';
import { forgetRunning, noteRunning, showInRunning } from './running.ts';
import { pageAddress } from './server/page-address.ts';
import { startServer } from './server/server.ts';

export interface OpenGalleryOptions {
  readonly engine: EngineOptions;
  /** Real path. */
  readonly folder: string;
  /** What to search for; empty: nothing. */
  readonly words: string;
  /** 0: any free port. */
  readonly port: number;
  readonly schedule?: string | undefined;
  /** Open the browser. */
  readonly hasBrowser: boolean;
  /** Receives the address, for a person or a program to open. */
  readonly onAddress: (address: string) => void;
  /** Receives lines for the person. */
  readonly log: (line: string) => void;
}

/** @throws PicsiftError `bad-usage` if it cannot listen at the port. */
export async function openInBrowser(options: OpenGalleryOptions): Promise<void> {
  const { engine, folder, words, port, schedule, log } = options;
  const addresses = await showInRunning(engine.dataDir, { folder, words });
  if (addresses !== undefined) return show(addresses, options);
  const ended = endAsked();
  const secret = newToken();
  const address = await resolveAddress(`127.0.0.1:${port}`, '--port 7333');
  // The person at the machine may do with their files what they want.
  const gallery = openGallery({ engine, folders: [folder], rights: RIGHTS, schedule, log });
  try {
    const server = await startServer({ gallery, address, secret, isForPages: false, program: 'picsift open' });
    // Without it, a second `picsift open` starts a server of its own: the data folder may be read-only.
    await noteRunning(engine.dataDir, { port: server.port, pid: process.pid, secret }).catch(() => {});
    const label = (await gallery.grants())[0]?.label;
    const made = [1, 2].map(() => pageAddress(server.origin, server.keys, { folder: label, words }));
    await Promise.race([show(made, options), ended]);
    log('Press Ctrl-C to end.');
    await ended;
    await forgetRunning(engine.dataDir, { secret }).catch(() => {});
    await server.close();
  } finally {
    await gallery.close();
  }
}

/** Open one address, and print the other one: each is good for one visit. */
async function show(
  [forBrowser = '', printed = '']: readonly string[],
  { hasBrowser, onAddress, log }: OpenGalleryOptions,
): Promise<void> {
  onAddress(printed);
  if (!hasBrowser) log('Open this address in a browser. It is good for one visit; picsift open prints another one.');
  else if (!(await openOnScreen(forBrowser))) log('No browser could be started: open this address in one.');
}
