/**
 * `npm run bench -- tokenizers --dir DIR [--texts 10000] [--grow 256000] [--json]`
 *
 * Takes every tokenizer.json in DIR and in the folders of DIR. Counts how many texts of golden.json beside it get the
 * same ids (`sentencepiece_ids`, if it has them), and how many of many texts get other ids through the tokenizer's
 * table. Measures, in new processes, the processor time until five words are encoded, and the memory for it; and the
 * time of a text in a process that has run for long. `--grow` first adds tokens to a BPE tokenizer, up to that number.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { tokenizerByTable } from '../../../src/model/tokenizer/table/tokenizer-table.ts';
import { textRulesOf } from '../../../src/model/tokenizer/text-rules.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';
import type { TokenizerJson } from '../../../src/model/tokenizer/tokenizer-json.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { inNewFolder, measureScript, report } from '../measure.ts';
import { growTokenizer, madeUpTexts } from './tokenizer-inputs.ts';

const FIVE_WORDS = 'a dog runs on grass';
const NEW_PROCESSES = 5;

export async function benchTokenizers(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: 'string', default: '.' },
      texts: { type: 'string', default: '10000' },
      grow: { type: 'string' },
      once: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.once !== undefined) return measureOnce(values.once);
  for (const file of tokenizersIn(values.dir)) {
    await inNewFolder(async (home) => {
      const source = values.grow === undefined ? file : join(home, 'tokenizer.json');
      if (values.grow !== undefined && !growTokenizer(file, source, Number(values.grow))) return;
      const figures = await figuresOf(source, home, Number(values.texts));
      report({ tokenizer: basename(dirname(file)), ...goldenOf(file), ...figures }, values.json);
    });
  }
}

function tokenizersIn(folder: string): string[] {
  const folders = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
  return [folder, ...folders.sort()].map((path) => join(path, 'tokenizer.json')).filter((file) => existsSync(file));
}

/** Compare with the texts in golden.json, all files beside the tokenizer taken into account. */
function goldenOf(file: string): Record<string, string> {
  const read = (name: string) => {
    const path = join(dirname(file), name);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  };
  const texts: { text: string; ids?: number[]; input_ids?: number[]; sentencepiece_ids?: number[] }[] =
    read('golden.json')?.texts ?? [];
  if (texts.length === 0) return {};
  const rules = textRulesOf({
    tokenizer: read('tokenizer.json'),
    tokenizerConfig: read('tokenizer_config.json'),
    config: read('config.json'),
  });
  const tokenizer = loadTokenizer(file, rules);
  const wrong = texts.filter(({ text, ids, input_ids, sentencepiece_ids }) => {
    const expected = sentencepiece_ids ?? ids ?? input_ids;
    return tokenizer.encode(text).ids.join() !== expected?.join();
  });
  return { 'golden texts': `${texts.length - wrong.length} of ${texts.length}` };
}

async function figuresOf(file: string, home: string, count: number): Promise<Record<string, string>> {
  const table = join(home, 'tokenizer.table');
  if (tokenizerByTable(file, table) === undefined) return { table: 'none for this kind' };
  const rules = { contextLength: 1_000_000 };
  const [slow, fast] = [loadTokenizer(file, rules), loadTokenizer(file, rules, table)];
  const texts = madeUpTexts(JSON.parse(readFileSync(file, 'utf8')) as TokenizerJson, count, seededRandom(3));
  const expected = texts.map((text) => slow.encode(text).ids.join());
  const startedAt = performance.now();
  const ids = texts.map((text) => fast.encode(text).ids.join());
  const milliseconds = (performance.now() - startedAt) / count;
  return {
    'other ids with a table': `${ids.filter((text, i) => text !== expected[i]).length} of ${count}`,
    'file, table': `${megabytes(statSync(file).size)}, ${megabytes(statSync(table).size)}`,
    'first text with file': await inNewProcesses(file, [], home),
    'first text with table': await inNewProcesses(file, [table], home),
    'each text': `${milliseconds.toFixed(3)} ms`,
  };
}

/** Returns the best of several: others use the machine too. */
async function inNewProcesses(file: string, table: string[], home: string): Promise<string> {
  const runs: { cpu: number; memory: number }[] = [];
  for (let run = 0; run < NEW_PROCESSES; run++) {
    const once = [file, ...table].flatMap((path) => ['--once', path]);
    const { stdout } = await measureScript('test/bench/main.ts', ['tokenizers', ...once], home);
    runs.push(JSON.parse(stdout));
  }
  const best = runs.sort((a, b) => a.cpu - b.cpu)[0]!;
  return `${best.cpu.toFixed(1)} ms, ${megabytes(best.memory)}`;
}

/** In a new process: the library is loaded, but has done nothing. */
function measureOnce([file, table]: string[]): void {
  const memory = process.memoryUsage.rss();
  const before = process.cpuUsage();
  loadTokenizer(file!, { contextLength: 64 }, table).encode(FIVE_WORDS);
  const { user, system } = process.cpuUsage(before);
  const figures = { cpu: (user + system) / 1000, memory: process.memoryUsage.rss() - memory };
  process.stdout.write(JSON.stringify(figures));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
