/** Runs every command in the documentation as printed, and checks that every link leads somewhere. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileSchema } from '../config/schema.ts';
import { packageRoot } from '../src/base/paths.ts';
import { type CliResult, cliEnvironment, MAIN, startProgram } from './support/cli.ts';
import { runHere } from './support/cli-here.ts';
import { drawIndexed } from './support/indexed.ts';
import { sharedFolder } from './support/photos/drawings.ts';
import { HAS_SHELL } from './support/platform/capabilities.ts';
import { COLOURS } from './support/test-engine.ts';

const ROOT = packageRoot();
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Pages for contributors. Their commands build, publish and wait for a debugger, so they are not run here. */
const GUIDES = ['CONTRIBUTING.md', 'RELEASING.md'];

/** Commands that need a network, a token or a second installation, with the exit code that they have here instead. */
const EXPECTED_EXIT: Record<string, number> = {
  'picsift model use clip-vit-b32': 3,
  'picsift model search siglip2 base': 3,
  'picsift model use hf:onnx-community/siglip2-large-patch16-256-ONNX': 3,
  'picsift model use hf:immich-app/ViT-B-32-SigLIP2-256__webli': 3,
  'picsift import rclip': 2,
  // No text is read here.
  'picsift --text "no litter" --in ~/Pictures': 2,
  'picsift --text "RE16" --in ~/Pictures': 2,
  'picsift --text \'"no litter" fine\' --in ~/Pictures': 2,
  'picsift discord deploy': 2,
  'picsift discord': 2,
  'picsift discord invite': 2,
  'picsift discord check': 2,
};

/** jq is on most machines of those who use it, but no part of any system. */
const HAS_JQ = spawnSync('jq', ['--version']).status === 0;

/** The two set-up lines start this test itself; they are checked against package.json below. */
const SET_UP = ['npm ci && npm start -- "two dogs playing in the snow" --in DIR', 'npm ci && npm test'];

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The commands of each page, exactly as printed. */
const commands = PAGES.flatMap((page) =>
  [...read(page).matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].flatMap((block) =>
    block[1]!
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '').trim())
      .filter((line) => line !== '')
      .map((line) => [page, line] as const),
  ),
);

/** A command on several pages is run once. */
const distinct = [...new Map(commands.map(([page, command]) => [command, page] as const))].map(
  ([command, page]) => [page, command] as const,
);

/** The commands that can run on this machine. */
const runnable = distinct
  .map(([, command]) => command)
  .filter((command) => !SET_UP.includes(command) && (HAS_JQ || !command.includes('| jq ')));

/** Names of the commands; a command below another one is `mcp-check`, in the file mcp/check.ts. */
const NAMES = readdirSync(join(ROOT, 'src', 'cli', 'commands'), { recursive: true, encoding: 'utf8' }).map((file) =>
  file.replace(/\.ts$/, '').replaceAll(sep, '-'),
);

/** What a command runs: words are a search. */
function nameOf(command: string): string {
  const [, second = '', third] = command.split(' ');
  // Commands below another one have files too.
  const name = NAMES.includes(`${second}-${third}`) ? `${second}-${third}` : second;
  return NAMES.includes(name) ? name : 'search';
}

/**
 * The first one with each name starts the real program. The others differ only in arguments: they run in this process,
 * which takes a tenth of the time.
 */
const withProcess = new Set(
  new Map(distinct.map(([, command]) => [nameOf(command), command] as const).reverse()).values(),
);

const home = sharedFolder();
let env: Record<string, string>;

/** Creates a home with indexed photos and a new one, and a configuration that names the photos. */
async function furnish(folder: string): Promise<Record<string, string>> {
  const env = cliEnvironment(folder);
  const pictures = join(folder, 'Pictures');
  await drawIndexed(pictures, env.PICSIFT_DATA_DIR!, COLOURS);
  copyFileSync(join(pictures, 'red.jpg'), join(pictures, 'sunset.jpg'));
  mkdirSync(env.PICSIFT_CONFIG_DIR!);
  writeFileSync(join(env.PICSIFT_CONFIG_DIR!, 'config.json'), JSON.stringify({ folders: [pictures] }));
  return env;
}

/** Types the command into a shell, because readers use one. There, `picsift` is this script. */
function type(command: string, script: string): Promise<CliResult> {
  const bin = mkdtempSync(join(home, 'bin-'));
  writeFileSync(join(bin, 'picsift'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const path = bin + delimiter + env.PATH;
  // No standard input: servers end immediately.
  return startProgram('sh', ['-c', command], { env: { ...env, PATH: path }, cwd: join(home, 'Pictures') }).done;
}

/** Types the commands that run in this process into one shell. There, `picsift` only writes its arguments into a file. */
async function typeAll(): Promise<void> {
  mkdirSync(join(home, 'args'));
  const inProcess = runnable.filter((command) => !withProcess.has(command));
  const lines = inProcess.map((command) => `export N=${numberOf(command)}\n${itselfIn(command)}`);
  await type(lines.join('\n'), `printf '%s\\0' "$@" > "${join(home, 'args')}/$N"`);
}

const numberOf = (command: string) => runnable.indexOf(command);
/** The command without those that read its results. */
const itselfIn = (command: string) => command.split(' | ')[0]!;

/** Returns the results of picsift, if it runs in this process, and of the whole command. */
async function run(command: string): Promise<CliResult[]> {
  if (withProcess.has(command)) return [await type(command, `exec "${process.execPath}" -- "${MAIN}" "$@"`)];
  const args = readFileSync(join(home, 'args', String(numberOf(command))), 'utf8')
    .split('\0')
    .slice(0, -1);
  const result = await runHere(args, { env, cwd: join(home, 'Pictures') });
  if (itselfIn(command) === command) return [result];
  const results = join(home, 'results');
  writeFileSync(results, result.stdout);
  return [result, await type(command, `cat "${results}"`)];
}

describe('documentation', () => {
  beforeAll(async () => {
    env = await furnish(home);
    if (HAS_SHELL) await typeAll();
  });

  it('has commands to run', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.map(([, command]) => command)).toEqual(expect.arrayContaining(SET_UP));
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const script of ['start', 'test', 'check', 'build', 'eval']) expect(scripts[script]).toBeDefined();
  });

  // All commands run one after the other in one home, as by a reader who tries them all.
  it.runIf(HAS_SHELL).each(distinct.filter(([, command]) => runnable.includes(command)))(
    '%s: %s',
    async (_, command) => {
      for (const { code, stderr } of await run(command)) expect(code, stderr).toBe(EXPECTED_EXIT[command] ?? 0);
    },
  );

  it.each(PAGES)('%s: JSON is JSON, and a configuration is one', (page) => {
    for (const [, text] of read(page).matchAll(/^ *```json\n([\s\S]*?)^ *```/gm)) {
      const value = JSON.parse(text!) as object;
      if ('discord' in value) fileSchema.parse(value);
    }
  });

  it('docs/recipes.md: cron runs a command that works', () => {
    const line = /^(?:[\d*]+ ){5}(.+)$/m.exec(read('docs/recipes.md'));
    expect(commands).toContainEqual(['docs/recipes.md', line![1]]);
  });

  it('docs/reliability.md names a test for each promise, and the test names the promise', () => {
    const rows = [...read('docs/reliability.md').matchAll(/^\| (\d+) .*$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    for (const [row, number] of rows) {
      const tests = [...row.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file!);
      expect(tests[0], row).toMatch(/\.test\.ts$/);
      for (const file of tests) expect(read(file), file).toMatch(new RegExp(`promise ${number}\\b`));
    }
  });

  it.each([...GUIDES, 'docs/architecture.md'])('%s: names files and scripts that exist', (page) => {
    const text = read(page);
    // A word in capitals stands for a name, as in tools/NAME.ts.
    const files = [...text.matchAll(/`((?:src|tools|bots|config|test|docs|models)\/[\w./-]*)`/g)]
      .map(([, file]) => file!)
      .filter((file) => !/[A-Z]{4}/.test(file));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script!]);
  });

  it.each([...PAGES, ...GUIDES])('%s: links lead somewhere', (page) => {
    for (const [, target] of read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (!/^https?:/.test(target!)) expect(existsSync(join(ROOT, dirname(page), target!)), target).toBe(true);
    }
  });
});
