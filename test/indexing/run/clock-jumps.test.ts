import { expect, it } from 'vitest';
import { HAS_SIGNALS } from '../../support/platform/capabilities.ts';
import { jumpClock } from '../../support/promises/clock-jumps.ts';

it.runIf(HAS_SIGNALS)(
  'promise 15, short form: the clock jumps by a day under a run, waiting runs and a watch',
  async () => {
    const { longestWaitSeconds } = await jumpClock([1, -1], 1_500);
    expect(longestWaitSeconds).toBeLessThan(30);
  },
);
