import { expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { killAgainAndAgain } from '../support/promises/kills.ts';

it.runIf(IS_LINUX)('promise 1: 200 kills while indexing lose nothing and store nothing twice', async () => {
  const report = await killAgainAndAgain(200, 12_000);
  const { kills, photos, caughtStoring, mostInOneLife } = report;
  const figures = { 'of them while storing': caughtStoring, 'most stored between two': mostInOneLife };
  quote(1, { kills, ...figures, photos, lost: 0, twice: 0 });
  expect(caughtStoring).toBeGreaterThan(kills / 4);
});
