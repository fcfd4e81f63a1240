import { expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { crowd } from '../support/promises/crowd.ts';

it('promise 8: four writers and four readers for a minute, and no user sees a lock error', async () => {
  const report = await crowd(4, 60);
  const { stored, searches, errors, largestLogBytes, left } = report;
  const log = Math.round(largestLogBytes / 1024 / 1024);
  quote(8, { stored, searches, errors: errors.length, 'largest WAL MB': log, 'left to do': left });
  expect(report).toMatchObject({ errors: [], left: 0 });
  expect(report.stored).toBeGreaterThan(0);
  expect(report.searches).toBeGreaterThan(0);
  expect(report.largestLogBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
});
