/** Loads undici when the network is used: few commands use it, and loading takes a tenth of a second. */

import { createRequire } from 'node:module';

/** Where undici keeps the dispatcher that all its copies in a process use by default (undici 7, lib/global.js). */
const SHARED = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

const require = createRequire(import.meta.url);
const shared = globalThis as Record<symbol, unknown>;
let loaded: typeof import('undici') | undefined;

/**
 * Load undici, and leave the shared dispatcher as it is. discord.js and Node.js have copies of their own. With a
 * dispatcher of this one, which would be the shared one if this copy were loaded first, those of discord.js send a form
 * as the text "[object FormData]", and answers arrive without pictures.
 */
export function loadUndici(): typeof import('undici') {
  if (loaded !== undefined) return loaded;
  const before = SHARED.map((key) => shared[key]);
  loaded = require('undici') as typeof import('undici');
  for (const [index, key] of SHARED.entries()) shared[key] = before[index];
  return loaded;
}
