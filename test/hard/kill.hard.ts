import { expect, it } from 'vitest';
import { killAgainAndAgain } from '../support/kills.ts';

it('promise 1: 200 kills while indexing lose nothing and store nothing twice', async () => {
  const report = await killAgainAndAgain(200, 12_000);
  process.stdout.write(`promise 1: ${JSON.stringify(report)}\n`);
  expect(report.mostInOneLife).toBeGreaterThan(0);
});
