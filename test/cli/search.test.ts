/** `picsift WORDS` as a person or a script uses it. */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { rewriteAsFormerBuiltIn } from '../support/catalogs/former-built-in.ts';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { drawIndexed, indexedLibrary } from '../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_MODES, HAS_SHELL } from '../support/platform/capabilities.ts';
import { COLOURS } from '../support/test-engine.ts';

/** A folder with a photo, which no picsift knows. */
async function library() {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'red.jpg': 'red' });
  return { env: cliEnvironment(temporaryFolder()), folder };
}

describe('picsift WORDS', () => {
  it('indexes the current folder, then prints score, tab and path, best first', async () => {
    const env = cliEnvironment(temporaryFolder());
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red', 'blue.png': 'blue', 'sub/green.webp': 'green' });
    const { code, stdout, stderr } = await runCli(['a', 'plain', 'red', 'picture'], { env, cwd: folder });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const score = expect.stringMatching(/^-?\d\.\d{3}$/);
    expect(lines[0]!.split('\t')).toEqual([score, join(folder, 'red.jpg'), '(in the name)']);
    expect(stderr).toContain('3 added');
    expect(stderr).toContain('picsift model use clip-vit-b32');
  });

  it('prints little the second time, and accepts options in any order', async () => {
    const { folder, here } = await indexedLibrary();
    const { code, stdout, stderr } = await here('-t', '1', '-f', '--in', folder, 'a plain blue picture');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${join(folder, 'blue.png')}\n`, stderr: '' });
  });

  it('prints one JSON object', async () => {
    const { folder, here } = await indexedLibrary();
    const { stdout } = await here('green', '--in', folder, '--json', '-t', '2', '--quiet');
    const answer = JSON.parse(stdout) as Record<string, unknown> & { results: Record<string, unknown>[] };
    expect(Object.keys(answer)).toEqual([
      'query',
      'understood',
      'model',
      'scope',
      'total',
      'verdict',
      'results',
      'next',
    ]);
    expect(answer).toMatchObject({ query: 'green', model: 'pocket', scope: folder, total: 4 });
    expect(answer.results).toHaveLength(2);
    const facts = [
      'id',
      'path',
      'score',
      'verdict',
      'named',
      'reasons',
      'similar',
      'width',
      'height',
      'takenAt',
      'dateFromName',
    ];
    expect(Object.keys(answer.results[0]!)).toEqual([...facts, 'title', 'description', 'people', 'label', 'text']);
    expect(answer.results[0]).toMatchObject({ path: join(folder, 'green.webp'), width: 160, takenAt: null });
  });

  it('searches for a word that is also a command, with "search"', async () => {
    const { folder, here } = await indexedLibrary();
    const { code, stdout } = await here('search', 'status', '--in', folder, '-n');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(4);
  });

  it('leaves new photos alone with --no-indexing', async () => {
    const { folder, here } = await indexedLibrary();
    const other = (await library()).folder;
    const before = await here('red', '--in', other, '-n');
    expect(before).toMatchObject({ code: 1, stdout: '' });
    expect(before.stderr).toContain('Run without --no-indexing');
    copyFileSync(join(folder, 'red.jpg'), join(folder, 'new.jpg'));
    const after = await here('red', '--in', folder, '-n', '-f', '--all');
    expect(after.code).toBe(0);
    expect(after.stdout).toContain('red.jpg');
    expect(after.stdout).not.toContain('new.jpg');
  });

  it('embeds all photos again when picsift has a new version of its built-in model, and says so', async () => {
    const { env, folder, here } = await indexedLibrary();
    rewriteAsFormerBuiltIn(env.PICSIFT_DATA_DIR!);
    const remark = 'The photos are not indexed with the current model yet. Index them with: picsift index DIR\n';
    expect(await here('red', '--in', folder, '-n')).toMatchObject({ code: 0, stdout: '', stderr: remark });
    const { stdout, stderr } = await here('red', '--in', folder, '-f');
    expect(stderr).toContain('The built-in model "pocket" is new in this version of picsift');
    expect(stdout.split('\n')[0]).toBe(join(folder, 'red.jpg'));
    expect(await here('red', '--in', folder, '-f')).toMatchObject({ code: 0, stdout, stderr: '' });
  });

  it('skips excluded folders, and includes hidden ones on request', async () => {
    const { folder, here } = await indexedLibrary();
    for (const name of ['.secret', 'sub']) {
      mkdirSync(join(folder, name));
      copyFileSync(join(folder, 'red.jpg'), join(folder, name, 'red.jpg'));
    }
    const search = ['red', '--in', folder, '-f', '--all'];
    const without = await here(...search, '--exclude-dir', 'sub', '--exclude-dir', 'other');
    expect(without.stdout.trimEnd().split('\n').sort()).toEqual(
      Object.keys(COLOURS)
        .map((name) => join(folder, name))
        .sort(),
    );
    const hidden = await here(...search, '--include-hidden', '--exclude-dir', 'sub');
    expect(hidden.stdout).toContain(join('.secret', 'red.jpg'));
  });

  it('reads no .env of the folder it searches, only the requested one', async () => {
    const home = temporaryFolder();
    const folder = temporaryFolder();
    await drawIndexed(folder, join(home, 'share', 'picsift'), COLOURS);
    const { PICSIFT_DATA_DIR, ...rest } = cliEnvironment(home);
    const elsewhere = join(temporaryFolder(), 'planted');
    writeFileSync(join(folder, '.env'), `PICSIFT_DATA_DIR=${elsewhere}\nPICSIFT_MODEL=no-such-model\n`);
    const own = { ...rest, XDG_DATA_HOME: join(home, 'share') };
    expect(await runHere(['red', '--quiet'], { env: own, cwd: folder })).toMatchObject({ code: 0 });
    const requested = await runHere(['red', '--env-file', join(folder, '.env')], { env: own, cwd: folder });
    expect(requested.code).toBe(2);
    expect(requested.stderr).toContain('no-such-model');
    expect(PICSIFT_DATA_DIR).toBeDefined();
  });

  it.runIf(HAS_SHELL)('stops quietly when the reader closes the pipe', async () => {
    const { env, folder } = await indexedLibrary();
    const { execFileSync } = await import('node:child_process');
    const { MAIN } = await import('../support/cli.ts');
    const command = `"${process.execPath}" "${MAIN}" red --in "${folder}" | head -n 1`;
    const output = execFileSync('sh', ['-c', command], { env, encoding: 'utf8' });
    expect(output).toContain('red.jpg');
  });
});

describe('help and version', () => {
  it('are printed on stdout, with success', async () => {
    const help = await runHere(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['search', 'index', 'status', 'model', 'mcp', 'discord', 'Exit codes'])
      expect(help.stdout).toContain(word);
    // Every command is on a page for its users.
    const [, list] = /\nCommands:\n(.*?)\n\n/s.exec(help.stdout)!;
    const names = Array.from(list!.matchAll(/^ {2}(\w+)/gm), ([, name]) => name!).filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(10);
    const pages = ['README.md', 'docs/mcp.md', 'docs/discord.md'].map((page) =>
      readFileSync(join(packageRoot(), page), 'utf8'),
    );
    for (const name of names) expect(pages.join('\n')).toMatch(new RegExp(`\\bpicsift ${name}\\b`));
    const version = await runHere(['--version']);
    expect(version).toMatchObject({ code: 0 });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runHere(['search', '--help'])).stdout).toContain('--exclude-dir');
  });
});

describe('wrong input', () => {
  async function expectError(args: string[], code: number, ...words: string[]): Promise<void> {
    const { env, folder } = await library();
    writeFileSync(join(folder, 'bot.env'), 'DISCORD_TOKEN=abc');
    const result = await runHere(
      args.map((arg) => arg.replace('LIBRARY', folder)),
      { env },
    );
    expect(result.stdout).toBe('');
    expect(result.code, result.stderr).toBe(code);
    for (const word of words) expect(result.stderr).toContain(word);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  }

  it.each<[string, string[], number, ...string[]]>([
    ['no such folder', ['red', '--in', 'LIBRARY/nowhere'], 2, 'no folder', 'Check the spelling'],
    ['a file instead of a folder', ['red', '--in', 'LIBRARY/red.jpg'], 2, 'is a file'],
    ['empty query', ['', '--in', 'LIBRARY'], 2, 'query is empty'],
    ['blank query', ['  ', '--in', 'LIBRARY'], 2, 'query is empty'],
    ['-t 0', ['red', '-t', '0', '--in', 'LIBRARY'], 2, 'whole number, 1 or greater'],
    ['-t many', ['red', '-t', 'many', '--in', 'LIBRARY'], 2, 'whole number, 1 or greater'],
    ['a day that is not', ['red', '--taken', '2019-02-30', '--in', 'LIBRARY'], 2, 'not a date', '01 to 28'],
    ['unknown option', ['red', '--tpo', '3', '--in', 'LIBRARY'], 2, 'unknown option', '--top'],
    ['unknown model', ['red', '--model', 'nonesuch', '--in', 'LIBRARY'], 2, 'no model named "nonesuch"', 'pocket'],
    ['missing model folder', ['red', '--model-dir', 'LIBRARY/none', '--in', 'LIBRARY'], 3, 'no model folder'],
    ['a model folder without a model', ['red', '--model-dir', 'LIBRARY', '--in', 'LIBRARY'], 3, 'vision_model.onnx'],
    ['missing env file', ['red', '--env-file', 'LIBRARY/none', '--in', 'LIBRARY'], 2, 'cannot be read'],
    ['nothing at all', [], 2, 'Usage'],
    ['index of nothing', ['index'], 2, 'Name a folder'],
    ['discord without a token', ['discord'], 2, 'DISCORD_TOKEN'],
    ['deploy without a token', ['discord', 'deploy'], 2, 'DISCORD_TOKEN'],
    [
      'deploy with the token of an env file',
      ['discord', 'deploy', '--env-file', 'LIBRARY/bot.env'],
      2,
      'No Discord server',
    ],
    ['pull of an unknown model', ['model', 'pull', 'nonesuch'], 2, 'no model named'],
    ['verify of a model that is not there', ['model', 'verify', 'clip-vit-b32'], 3, 'picsift model pull clip-vit-b32'],
  ])('%s', (_, args, code, ...words) => expectError(args, code, ...words));

  it('no photos in the folder', async () => {
    const empty = temporaryFolder();
    writeFileSync(join(empty, 'notes.txt'), 'x');
    const result = await runHere(['red', '--in', empty]);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('no photos');
  });

  it.runIf(HAS_MODES)('a folder that is not readable', async () => {
    const { chmodSync } = await import('node:fs');
    const home = temporaryFolder();
    chmodSync(home, 0o777);
    const locked = join(temporaryFolder(), 'locked');
    mkdirSync(locked, { mode: 0o000 });
    chmodSync(join(locked, '..'), 0o755);
    const uid = process.geteuid?.() === 0 ? { uid: 65534 } : {};
    const result = await runCli(['red', '--in', locked], { env: cliEnvironment(home), cwd: '/', ...uid });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain('may not read');
  });

  it.runIf(HAS_MODES)('promise 11: a data folder that is not writable', async () => {
    const { chmodSync } = await import('node:fs');
    const { env, folder } = await library();
    const home = temporaryFolder();
    mkdirSync(join(home, 'data'), { mode: 0o555 });
    chmodSync(home, 0o755);
    chmodSync(folder, 0o755);
    const uid = process.geteuid?.() === 0 ? { uid: 65534 } : {};
    const own = { ...env, ...cliEnvironment(home) };
    const result = await runCli(['red', '--in', folder], { env: own, cwd: '/', ...uid });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain('PICSIFT_DATA_DIR');
  });

  it('a damaged catalog', async () => {
    const { env, folder } = await library();
    mkdirSync(env.PICSIFT_DATA_DIR!);
    writeFileSync(join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite'), 'rubbish '.repeat(1_000));
    const result = await runHere(['red', '--in', folder], { env });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/is damaged\. Move it and .* aside/);
  });

  it('a configuration that is not JSON, or has an unknown setting', async () => {
    const { env, folder } = await library();
    mkdirSync(env.PICSIFT_CONFIG_DIR!);
    const file = join(env.PICSIFT_CONFIG_DIR!, 'config.json');
    writeFileSync(file, '{ "folders": ');
    expect((await runHere(['red', '--in', folder], { env })).stderr).toContain('not valid JSON');
    writeFileSync(file, '{ "foldres": [] }');
    const result = await runHere(['red', '--in', folder], { env });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('foldres');
  });
});
