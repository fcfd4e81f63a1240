/** When a program in the background reads text. The passes are told here by their summaries; read-texts.test.ts has real ones. */

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keepReading } from '../../src/engine/text.ts';
import type { TextSummary } from '../../src/indexing/text/messages.ts';

const DONE: TextSummary = { read: 1, failed: 0, left: 0, seconds: 0, interrupted: false, elsewhere: false };

/** Starts to read in the background. `passes` has the outcome of each pass. */
function background(...passes: (TextSummary | Error)[]) {
  const stop = new AbortController();
  const notices: string[] = [];
  const asked = { count: 0 };
  const read = async () => {
    const outcome = passes[asked.count++]!;
    await sleep(5);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const reader = keepReading(read, { signal: stop.signal, onNotice: (line) => void notices.push(line) });
  return { ...reader, stop, notices, asked };
}

it('reads after each index run, once for runs that end meanwhile', async () => {
  const { wake, ended, stop, asked } = background(DONE, DONE, DONE);
  await sleep(5);
  expect(asked.count).toBe(0);
  wake();
  await sleep(1);
  wake();
  wake();
  await expect.poll(() => asked.count).toBe(2);
  await sleep(20);
  expect(asked.count).toBe(2);
  wake();
  await expect.poll(() => asked.count).toBe(3);
  stop.abort();
  await ended;
});

it('reports an error once, and tries again after the next run', async () => {
  const { wake, ended, stop, notices, asked } = background(new Error('no reader'), new Error('no reader'), DONE);
  for (const count of [1, 2, 3]) {
    wake();
    await expect.poll(() => asked.count).toBe(count);
    await sleep(10);
  }
  expect(notices).toEqual(['no reader']);
  stop.abort();
  await ended;
});

it('ends when another process reads, and when there is nothing to do', async () => {
  const elsewhere = background({ ...DONE, elsewhere: true });
  elsewhere.wake();
  await expect.poll(() => elsewhere.asked.count).toBe(1);
  const idle = background();
  for (const { stop, ended } of [elsewhere, idle]) {
    stop.abort();
    await ended;
  }
});
