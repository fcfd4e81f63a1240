import { expect, it } from 'vitest';
import { crowd } from '../support/crowd.ts';

it('promise 8: four writers and four readers for a minute, and no lock reaches a user', async () => {
  const report = await crowd(60);
  process.stdout.write(`promise 8: ${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ errors: [], left: 0 });
  expect(report.stored).toBeGreaterThan(0);
  expect(report.searches).toBeGreaterThan(0);
  expect(report.largestLogBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
});
