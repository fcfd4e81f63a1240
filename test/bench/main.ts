/** `npm run bench -- NAME [options]`: measures the speed and the memory that the documentation claims. */

import { benchAssistant } from './assistant/assistant-bench.ts';
import { benchMeant } from './meant/meant-bench.ts';
import { benchAccuracy } from './quality/accuracy-bench.ts';
import { benchDistortion } from './quality/distortion-bench.ts';
import { benchLayouts } from './quality/layouts-bench.ts';
import { benchMisread } from './quality/misread-bench.ts';
import { benchReading } from './quality/reading-bench.ts';
import { benchVerdict } from './quality/verdict-bench.ts';
import { benchWords } from './quality/words-bench.ts';
import { benchBrowse } from './speed/browse-bench.ts';
import { benchDecode } from './speed/decode-bench.ts';
import { benchDiscord } from './speed/discord-bench.ts';
import { benchGallery } from './speed/gallery-bench.ts';
import { benchIndex } from './speed/index-bench.ts';
import { benchMcp } from './speed/mcp-bench.ts';
import { benchRclip } from './speed/rclip-bench.ts';
import { benchReconcile } from './speed/reconcile-bench.ts';
import { benchRewrite } from './speed/rewrite-bench.ts';
import { benchSearch } from './speed/search-bench.ts';
import { benchSentences } from './speed/sentences-bench.ts';
import { benchTokenizers } from './speed/tokenizer-bench.ts';
import { benchWatch } from './speed/watch-bench.ts';

const BENCHES: Record<string, (args: string[]) => Promise<void>> = {
  accuracy: benchAccuracy,
  assistant: benchAssistant,
  browse: benchBrowse,
  decode: benchDecode,
  discord: benchDiscord,
  distortion: benchDistortion,
  gallery: benchGallery,
  index: benchIndex,
  layouts: benchLayouts,
  mcp: benchMcp,
  meant: benchMeant,
  misread: benchMisread,
  rclip: benchRclip,
  reading: benchReading,
  reconcile: benchReconcile,
  rewrite: benchRewrite,
  search: benchSearch,
  sentences: benchSentences,
  tokenizers: benchTokenizers,
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
