/** `npm run bench -- NAME [options]`: what is claimed about speed and memory, measured. */

import { benchAccuracy } from './accuracy-bench.ts';
import { benchDiscord } from './discord-bench.ts';
import { benchDistortion } from './distortion-bench.ts';
import { benchIndex } from './index-bench.ts';
import { benchMcp } from './mcp-bench.ts';
import { benchReconcile } from './reconcile-bench.ts';
import { benchSearch } from './search-bench.ts';
import { benchVerdict } from './verdict-bench.ts';
import { benchWatch } from './watch-bench.ts';
import { benchWords } from './words-bench.ts';

const BENCHES: Record<string, (args: string[]) => Promise<void>> = {
  accuracy: benchAccuracy,
  discord: benchDiscord,
  distortion: benchDistortion,
  index: benchIndex,
  mcp: benchMcp,
  reconcile: benchReconcile,
  search: benchSearch,
  verdict: benchVerdict,
  watch: benchWatch,
  words: benchWords,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')} [options]\n`);
  process.exitCode = 2;
} else {
  await bench(args);
}
