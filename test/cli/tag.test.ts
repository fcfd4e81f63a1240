/** `picsift tag` as a person or a script uses it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/library/metadata/read-metadata.ts';
import { runCli } from '../support/cli.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { COLOURS } from '../support/test-engine.ts';

describe('picsift tag', () => {
  it('shows what it would write, writes it with --write, and leaves nothing to embed for the index', async () => {
    const { env, folder } = await indexedLibrary();
    const picsift = (...args: string[]) => runCli(args, { env, cwd: folder });
    const names = () => readdirSync(folder).sort();
    const files = () => [names(), Object.keys(COLOURS).map((name) => readFileSync(join(folder, name), 'base64'))];
    const before = files();
    const red = join(folder, 'red.jpg');

    const dry = await picsift('tag', 'a', 'plain', 'red', 'picture', '--add', 'rosso', '-t', '1');
    expect(dry).toMatchObject({ code: 0, stdout: `would\t${red}\n` });
    expect(dry.stderr).toContain('Nothing was written. With --write 1 photo gets the keyword "rosso".');
    expect(files()).toEqual(before);

    const wet = await picsift(
      'tag',
      'a plain red picture',
      '--add',
      'rosso',
      '-t',
      '1',
      '--write',
      '--json',
      '--quiet',
    );
    expect(wet).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(wet.stdout)).toMatchObject({
      query: 'a plain red picture',
      action: 'add',
      keyword: 'rosso',
      write: true,
      results: [{ path: red, outcome: 'written', target: red, reason: null }],
    });
    expect(readMetadata(readFileSync(red)).keywords).toEqual(['rosso']);
    expect(names()).toEqual(['blue.png', 'green.webp', 'more', 'red.jpg', 'red.jpg_original']);
    const index = JSON.parse((await picsift('index', '.', '--json')).stdout);
    expect(index).toMatchObject({ kept: 4, changed: 0, embedded: 0 });
  });

  it('says how it is used', async () => {
    const neither = await runCli(['tag', 'red']);
    expect(neither).toMatchObject({ code: 2, stdout: '' });
    expect(neither.stderr).toContain('--add KEYWORD or --remove KEYWORD');
  });
});
