/**
 * `npm run eval -- --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--json]`
 *
 * Text-to-image retrieval through the real chain: index the photos, search for every caption, and look at which place
 * the caption's own photo comes out. R@k: share of captions, in per cent, whose photo is among the first k.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from '../../src/engine.ts';
import { resolveFolder } from '../../src/library/roots.ts';

const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    captions: { type: 'string' },
    model: { type: 'string' },
    'model-dir': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

if (values.photos === undefined || values.captions === undefined) {
  process.stderr.write(
    'usage: npm run eval -- --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--json]\n',
  );
  process.exit(2);
}

const captions = JSON.parse(readFileSync(values.captions, 'utf8')) as Record<string, string[]>;
const dataDir = mkdtempSync(join(tmpdir(), 'picsift-eval-'));
const engine = openEngine({
  dataDir,
  hub: { endpoint: 'https://huggingface.co' },
  model: { name: values.model, folder: values['model-dir'] },
  scan: { excludeDirs: [], includeHidden: false },
});

try {
  const folder = await resolveFolder(values.photos);
  const { model, failed } = await engine.index([folder], { onNotice: (line) => process.stderr.write(`${line}\n`) });
  const ranks: number[] = [];
  let photos = 0;
  for (const [name, texts] of Object.entries(captions)) {
    for (const query of texts) {
      const { results, total } = await engine.search({ query, folders: [folder], top: Number.MAX_SAFE_INTEGER });
      photos = total;
      const rank = results.findIndex(({ path }) => basename(path) === name) + 1;
      if (rank > 0) ranks.push(rank);
    }
  }
  report(model, photos, failed, ranks);
} finally {
  await engine.close();
  rmSync(dataDir, { recursive: true });
}

function report(model: string, photos: number, failed: number, ranks: number[]): void {
  const recall = (k: number) => Math.round((1000 * ranks.filter((rank) => rank <= k).length) / ranks.length) / 10;
  const sorted = ranks.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const figures = { 'R@1': recall(1), 'R@5': recall(5), 'R@10': recall(10), 'median rank': median };
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ model, photos, failed, captions: ranks.length, ...figures })}\n`);
  } else {
    for (const [name, figure] of Object.entries(figures)) {
      process.stdout.write(`${name} ${name === 'median rank' ? figure : figure.toFixed(1)}\n`);
    }
  }
}
