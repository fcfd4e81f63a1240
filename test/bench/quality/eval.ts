/**
 * `npm run eval -- --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--phrases] [--raw | --no-words]
 * [--json]`
 *
 * Measures text-to-image retrieval through the complete pipeline: indexes the photos, searches for every caption, and
 * determines the rank of the caption's own photo. R@k: share, in per cent, of captions whose photo is among the first
 * k. With `--phrases`: searches for short phrases from the captions, each of which describes several photos. mAP: mean
 * average precision. P@10: share of right photos among the first ten. Both are in per cent. FILE.json maps each file
 * name to its captions. `--raw` and `--no-words` are the options of `picsift`.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from '../../../src/engine/engine.ts';
import { resolveFolder } from '../../../src/library/files/folder-paths.ts';
import { formatQuery } from '../../../src/search/query/query.ts';
import { report } from '../measure.ts';
import { averagePrecision, phrasesOf } from './phrases.ts';

/** A photo beyond this rank counts as not found. */
const LOOKED_THROUGH = 100;

const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    captions: { type: 'string' },
    model: { type: 'string' },
    'model-dir': { type: 'string' },
    phrases: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
    'no-words': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

if (values.photos === undefined || values.captions === undefined) {
  process.stderr.write(
    'usage: npm run eval -- --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--phrases] [--raw | --no-words] [--json]\n',
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
  const figures = values.phrases ? await findPhrases(folder) : await findCaptions(folder);
  if (values.json) report({ model, failed, raw: String(values.raw), ...figures }, true);
  else report(figures, false);
} finally {
  await engine.close();
  rmSync(dataDir, { recursive: true });
}

/** Returns the names of the best photos, best first. */
async function ranking(words: string, folder: string, top: number): Promise<string[]> {
  // A caption is always plain text, even when it contains query syntax such as " - ".
  const query = formatQuery([{ weight: 1, kind: 'text', value: words }]);
  const { results } = await engine.search({
    query,
    raw: values.raw,
    ...(values['no-words'] && { words: false }),
    grouped: false,
    folders: [folder],
    top,
  });
  return results.map(({ path }) => basename(path));
}

async function findCaptions(folder: string): Promise<Record<string, number>> {
  const ranks: number[] = [];
  for (const [name, texts] of Object.entries(captions)) {
    for (const text of texts) {
      const rank = (await ranking(text, folder, LOOKED_THROUGH)).indexOf(name) + 1;
      ranks.push(rank > 0 ? rank : Number.POSITIVE_INFINITY);
    }
  }
  const recall = (k: number) => percent(ranks.filter((rank) => rank <= k).length / ranks.length);
  const sorted = ranks.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return { captions: ranks.length, 'R@1': recall(1), 'R@5': recall(5), 'R@10': recall(10), 'median rank': median };
}

async function findPhrases(folder: string): Promise<Record<string, number>> {
  const phrases = phrasesOf(captions);
  let [precision, amongTen] = [0, 0];
  for (const [phrase, photos] of phrases) {
    const right = (await ranking(phrase, folder, Number.MAX_SAFE_INTEGER)).map((name) => photos.has(name));
    precision += averagePrecision(right) / phrases.size;
    amongTen += right.slice(0, 10).filter(Boolean).length / 10 / phrases.size;
  }
  return { phrases: phrases.size, mAP: percent(precision), 'P@10': percent(amongTen) };
}

/** Round to two decimal places: the effect of prompts is that small. */
function percent(share: number): number {
  return Math.round(10_000 * share) / 100;
}
