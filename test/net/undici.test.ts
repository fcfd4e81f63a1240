import { expect, it } from 'vitest';
import { loadUndici } from '../../src/net/undici.ts';

it('leaves the default dispatcher to the copies of discord.js and Node.js, whichever is loaded first', () => {
  const { Agent } = loadUndici();
  const shared = globalThis as Record<symbol, unknown>;
  for (const version of [1, 2])
    expect(shared[Symbol.for(`undici.globalDispatcher.${version}`)]).not.toBeInstanceOf(Agent);
});
