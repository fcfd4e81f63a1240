/**
 * `npm run bench -- browse [--photos 100000] [--json]`
 *
 * Lists and counts generated photos with dates, places, cameras and people in a real catalog, through the engine: the
 * first page in every order, a page further on, and all counts, and finds duplicates. For each it measures the first call in
 * a process and the median of further calls, and for duplicates the longest time in which the process could do nothing else.
 * Only photos with a near-identical one have a vector, because the others need none.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { openEngine } from '../../../src/engine/engine.ts';
import { COUNTABLE } from '../../../src/search/browse/counts.ts';
import { listOrder, SORTS } from '../../../src/search/browse/order.ts';
import { madeUpLibrary } from '../../support/catalogs/made-up-library.ts';
import { inNewFolder, report } from '../measure.ts';

const TOP = 50;
const FURTHER_CALLS = 15;

export async function benchBrowse(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { photos: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  await inNewFolder(async (home) => {
    const [library, dataDir] = [join(home, 'library'), join(home, 'data')];
    mkdirSync(library);
    await madeUpLibrary(dataDir, library, Number(values.photos));
    const engine = openEngine({ dataDir });
    const folders = [library];
    const search = (request: object) => engine.search({ folders, top: TOP, ...request });
    const startedAt = performance.now();
    let { next: cursor } = await search({});
    const figures: Record<string, number> = {
      'first page of a new process, ms': Math.round(performance.now() - startedAt),
    };
    for (const sort of SORTS.filter((each) => each !== 'fit')) {
      for (const reverse of [false, true]) {
        Object.assign(
          figures,
          await timed(`${sort}${reverse ? ' reversed' : ''}`, () => search(listOrder({ sort, reverse }))),
        );
      }
    }
    for (let page = 0; page < 20; page++) cursor = (await search({ cursor })).next;
    Object.assign(figures, await timed('page 21', () => search({ cursor })));
    Object.assign(figures, await timed('one year', () => search({ filters: { taken: '2015' } })));
    for (const by of COUNTABLE) Object.assign(figures, await timed(`by ${by}`, () => engine.counts({ folders, by })));
    const pauses = monitorEventLoopDelay({ resolution: 5 });
    pauses.enable();
    Object.assign(figures, await timed('duplicates', () => engine.duplicates({ folders }), 3));
    Object.assign(figures, { 'duplicates, longest pause, ms': Math.round(pauses.max / 1e6) });
    await engine.close();
    report({ photos: Number(values.photos), ...figures }, values.json);
  });
}

/** @returns the milliseconds of the first call, and the median of the further ones. */
async function timed(
  name: string,
  work: () => Promise<unknown>,
  furtherCalls = FURTHER_CALLS,
): Promise<Record<string, number>> {
  const times: number[] = [];
  for (let call = 0; call <= furtherCalls; call++) {
    const startedAt = performance.now();
    await work();
    times.push(Math.round((performance.now() - startedAt) * 10) / 10);
  }
  const [first = 0, ...further] = times;
  return { [`${name}, first call, ms`]: first, [`${name}, ms`]: further.sort((a, b) => a - b)[furtherCalls >> 1]! };
}
