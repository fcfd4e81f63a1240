import { expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { burst } from '../support/promises/burst.ts';

it('promise 4: after 40,000 files in a burst with the loop blocked, the index equals the disk', async () => {
  const report = await burst({ files: 40_000, folders: 400 });
  quote(4, { files: report.files, 'seconds until the index equals the disk': report.seconds, runs: report.runs });
  expect(report.files).toBe(40_000);
});
