import { expect, it } from 'vitest';
import { newestFirst } from '../../src/base/newest-first.ts';

it('runs the newest first, leaves out what nobody waits for, and goes on after errors', async () => {
  const inTurn = newestFirst(1);
  const order: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const gone = new AbortController();
  const work = (name: string) => async () => void order.push(name);
  const all = [
    inTurn(() => held),
    inTurn(work('old')),
    inTurn(work('gone'), gone.signal),
    inTurn(async () => Promise.reject(new Error('broken'))),
    inTurn(work('new')),
  ];
  gone.abort();
  release();
  const outcomes = await Promise.allSettled(all);
  expect(order).toEqual(['new', 'old']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled']);
  await expect(inTurn(work('late'), gone.signal)).rejects.toMatchObject({ code: 'interrupted' });
});

it('runs as many at once as allowed', async () => {
  const inTurn = newestFirst(3);
  let [running, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
  };
  await Promise.all(Array.from({ length: 20 }, () => inTurn(work)));
  expect(most).toBe(3);
});
