/**
 * `npm run bench -- meant --photos DIR [--model-dir DIR | --model NAME] [--only CLASS,...] [--show] [--keep DIR] [--json]`
 *
 * Measures whether searches find what was meant: builds the library that README.md beside this file describes, indexes
 * it, asks all queries as they would be typed, and scores the answers by class. DIR has the photos that library.json
 * names. `--show` prints the rank and the first result of each query. `--keep` builds the library in this folder and
 * leaves it there.
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../../../src/engine/api.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { resolveFolder } from '../../../src/library/files/folder-paths.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { inNewFolder } from '../measure.ts';
import { buildLibrary } from './build-library.ts';
import { type Query, queries, TODAY } from './library.ts';
import { type Answered, LOOKED_THROUGH, macroAverage, refusals, type Score, scores } from './scores.ts';

interface Asked extends Query, Answered {
  readonly first: string | undefined;
}

export async function benchMeant(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      model: { type: 'string' },
      'model-dir': { type: 'string' },
      only: { type: 'string' },
      show: { type: 'boolean', default: false },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { photos, model, 'model-dir': modelDir, only, show, keep, json } = values;
  if (photos === undefined) throw new Error('--photos DIR is missing');
  const classes = only?.split(',');
  const chosen = queries().filter((query) => classes?.includes(query.class) ?? true);
  await inNewFolder(async (home) => {
    const library = keep ?? join(home, 'library');
    await buildLibrary(library, photos);
    const engine = openEngine({
      dataDir: join(home, 'data'),
      model: modelDir === undefined ? { name: model ?? BUILT_IN_MODEL } : { folder: modelDir },
    });
    try {
      const folder = await resolveFolder(library);
      await engine.index([folder]);
      await engine.readText([folder]);
      await engine.prepareVerdicts(new AbortController().signal);
      const asked = await ask(chosen, folder, engine);
      print(asked, { show, json });
    } finally {
      await engine.close();
    }
  });
}

async function ask(chosen: readonly Query[], folder: string, engine: Engine): Promise<Asked[]> {
  const today = new Date(`${TODAY}T12:00:00`);
  const asked: Asked[] = [];
  for (const query of chosen) {
    const answer = await engine.search({ query: query.query, folders: [folder], top: LOOKED_THROUGH, today });
    const paths = answer.results.map(({ path }) => path.slice(folder.length + 1).normalize());
    const rank = paths.findIndex((path) => query.right.includes(path)) + 1;
    asked.push({ ...query, rank, refused: paths.length === 0 || answer.verdict === 'weak', first: paths[0] });
  }
  return asked;
}

function print(asked: readonly Asked[], { show, json }: { readonly show: boolean; readonly json: boolean }): void {
  const classes = scores(asked);
  const rows = [...classes, macroAverage(classes)];
  if (json) {
    process.stdout.write(`${JSON.stringify({ rows, refusals: refusals(asked), asked })}\n`);
    return;
  }
  if (show) for (const query of asked) process.stdout.write(`${line(query)}\n`);
  process.stdout.write('| class | queries | success@1 | success@5 | MRR |\n| --- | --- | --- | --- | --- |\n');
  for (const row of rows) process.stdout.write(`${tableRow(row)}\n`);
  const { rightly, ofNothing, wrongly, ofFound } = refusals(asked);
  process.stdout.write(
    `nothing fits: said so of ${rightly} of ${ofNothing}; said so wrongly of ${wrongly} of ${ofFound} answers with a right photo.\n`,
  );
}

function line({ id, rank, refused, query, first = '' }: Asked): string {
  return `${id.padEnd(18)} ${(rank === 0 ? '-' : `#${rank}`).padEnd(3)} ${refused ? 'weak' : '    '} ${query}  →  ${first}`;
}

function tableRow({ name, queries: count, success1, success5, reciprocal }: Score): string {
  return `| ${name} | ${count} | ${percent(success1)} | ${percent(success5)} | ${reciprocal.toFixed(3)} |`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
