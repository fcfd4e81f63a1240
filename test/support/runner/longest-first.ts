/**
 * Starts the tests that take longest first, so that no worker is busy with one of them when the others are done. Most of
 * them wait for processes, clocks and watches: meanwhile the other workers have the processors. Vitest knows how long
 * each file takes from the second run on; this makes the first run, as in a fresh clone, the same.
 */

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = [
  'tools/transports/stdio',
  'bots/discord/faults',
  'indexing/watch/watch-library',
  'frontend/app/gallery',
  'indexing/run/clock-jumps',
  'docs',
  'indexing/run/kill',
  'indexing/run/sandbox',
  'indexing/watch/watch-pauses',
  'indexing/watch/watcher-promises',
  'tools/library-status',
  'engine/engine',
  'cli/upkeep',
  'cli/index',
  'cli/search',
  'cli/collect',
  'cli/many',
  'cli/terminal',
  'cli/hosts/check',
  'tools/payloads',
  'tools/transports/stdio-clients',
  'tools/transports/http/http-clients',
  'access/excluded-folders',
  'bots/discord/access/access-matrix',
  'package',
].map((name) => `test/${name}.test.ts`);

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) => {
      if (project.config.isolate) return -1;
      const found = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
