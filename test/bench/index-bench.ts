/**
 * `npm run bench -- index --photos DIR [--model NAME | --model-dir DIR] [--json]`
 *
 * Indexes the photos with the built command line on an empty catalog, then once more with nothing new and once as a
 * search, and prints photos a second, seconds, and the peak memory (resident sets of all processes, added up).
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { IndexSummary } from '../../src/indexing/messages.ts';
import { measure, report } from './measure.ts';

export async function benchIndex(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      model: { type: 'string', default: 'pocket' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.photos === undefined) throw new Error('--photos DIR is missing');
  const home = mkdtempSync(join(tmpdir(), 'picsift-bench-'));
  const modelDir = values['model-dir'];
  const model = modelDir === undefined ? ['--model', values.model] : ['--model-dir', modelDir];
  try {
    const first = await measure(['index', values.photos, '--json', '--quiet', ...model], home);
    const again = await measure(['index', values.photos, '--json', '--quiet'], home);
    const search = await measure(['two dogs playing in the snow', '--in', values.photos, '--quiet'], home);
    const { embedded } = JSON.parse(first.stdout) as IndexSummary;
    const figures = {
      photos: embedded,
      'photos/s': Math.round(embedded / first.seconds),
      'first index, s': first.seconds,
      'first index, peak MB': first.peakMegabytes,
      'nothing new, s': again.seconds,
      'search with nothing new, s': search.seconds,
      'search, peak MB': search.peakMegabytes,
    };
    report(figures, values.json);
  } finally {
    rmSync(home, { recursive: true });
  }
}
