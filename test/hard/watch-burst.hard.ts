import { expect, it } from 'vitest';
import { burst } from '../support/burst.ts';

it('promise 4: 40,000 files in a burst with the loop blocked, and the index equals the disk', async () => {
  const report = await burst({ files: 40_000, folders: 400 });
  process.stdout.write(`promise 4: ${JSON.stringify(report)}\n`);
  expect(report.files).toBe(40_000);
});
