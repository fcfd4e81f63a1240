import { expect, it } from 'vitest';
import { reconcile } from '../bench/speed/reconcile-bench.ts';
import { quote } from '../support/figures.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';

it.runIf(IS_LINUX)(
  'promise 3: a reconcile of 100,000 unchanged photos takes 2.5 s and 200 MB at most, and embeds nothing',
  async () => {
    const { kept, embedded, seconds, peakMegabytes } = await reconcile(100_000);
    quote(3, { photos: kept, embedded, seconds, 'peak MB of all processes': peakMegabytes });
    expect({ kept, embedded }).toEqual({ kept: 100_000, embedded: 0 });
    expect(seconds).toBeLessThanOrEqual(2.5);
    expect(peakMegabytes).toBeLessThanOrEqual(200);
  },
);
