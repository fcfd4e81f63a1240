import { expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { HAS_SIGNALS } from '../support/platform/capabilities.ts';
import { jumpClock } from '../support/promises/clock-jumps.ts';

it.runIf(HAS_SIGNALS)(
  'promise 15: the clock jumps by a day 40 times, and no run is lost or waits for 30 s',
  async () => {
    const jumps = Array.from({ length: 40 }, (_, i) => [1, 0, -1, 0][i % 4]!);
    const report = await jumpClock(jumps, 20_000);
    quote(15, { jumps: report.jumps, 'longest wait, s': report.longestWaitSeconds });
    expect(report.longestWaitSeconds).toBeLessThan(30);
  },
);
