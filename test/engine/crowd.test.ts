import { expect, it } from 'vitest';
import { crowd } from '../support/promises/crowd.ts';

it('promise 8, short form: two writers and two readers, and no user sees a lock error', async () => {
  const report = await crowd(2, 1);
  expect(report).toMatchObject({ errors: [], left: 0 });
  expect(report.stored).toBeGreaterThan(0);
  expect(report.searches).toBeGreaterThan(0);
  expect(report.largestLogBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
}, 60_000);
