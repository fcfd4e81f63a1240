import { expect, it } from 'vitest';
import { IS_LINUX } from '../../support/platform/capabilities.ts';
import { killAgainAndAgain } from '../../support/promises/kills.ts';

// The test finds the processes of a run through /proc.
it.runIf(IS_LINUX)('promise 1, short form: kills while indexing lose nothing and store nothing twice', async () => {
  const report = await killAgainAndAgain(4, 120);
  expect(report.kills).toBe(4);
});
