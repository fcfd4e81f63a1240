/** `picsift tag` as a person or a script uses it. */

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/library/metadata/read-metadata.ts';
import { runCli } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { HAS_FILE_ATTRIBUTES, IS_ROOT } from '../support/platform/capabilities.ts';
import { COLOURS } from '../support/test-engine.ts';

describe('picsift tag', () => {
  it('shows what it would write, writes it with --write, and leaves nothing to embed for the index', async () => {
    const { env, folder } = await indexedLibrary();
    const picsift = (...args: string[]) => runHere(args, { env, cwd: folder });
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

  it.runIf(IS_ROOT && HAS_FILE_ATTRIBUTES)(
    'refuses photos whose owner, group or capabilities it may not keep',
    async () => {
      const { env, home, folder } = await indexedLibrary();
      const nobody = 65_534;
      const data = env.PICSIFT_DATA_DIR!;
      for (const each of [home, join(folder, '..'), folder, join(folder, 'more')]) chmodSync(each, 0o777);
      for (const each of [data, join(data, 'catalog.sqlite')]) chownSync(each, nobody, nobody);
      chmodSync(join(folder, 'red.jpg'), 0o666);
      chownSync(join(folder, 'green.webp'), nobody, 0);
      for (const name of ['blue.png', 'more/yellow.tiff']) chownSync(join(folder, name), nobody, nobody);
      const capability = '0x0100000200200000000000000000000000000000';
      execFileSync('setfattr', ['-n', 'security.capability', '-v', capability, join(folder, 'blue.png')]);
      const before = ['red.jpg', 'blue.png', 'green.webp'].map((name) => readFileSync(join(folder, name)));

      const args = ['tag', 'picture', '--in', folder, '-n', '--add', 'x', '--write', '--no-backup', '--json', '-q'];
      const { code, stdout } = await runCli(args, { env, cwd: '/', uid: nobody });
      const { results } = JSON.parse(stdout) as { results: { path: string; outcome: string; reason: string | null }[] };
      const reasons = results.map(({ path, outcome, reason }) => [path.slice(folder.length + 1), reason ?? outcome]);
      expect(Object.fromEntries(reasons)).toEqual({
        'red.jpg': 'its owner cannot be kept; let its owner tag it',
        'green.webp': 'its group cannot be kept',
        'blue.png': 'its extended attribute security.capability cannot be kept (Operation not permitted)',
        'more/yellow.tiff': 'written',
      });
      expect(code).toBe(3);
      expect(['red.jpg', 'blue.png', 'green.webp'].map((name) => readFileSync(join(folder, name)))).toEqual(before);
      expect(readdirSync(folder).sort()).toEqual(['blue.png', 'green.webp', 'more', 'red.jpg']);
    },
  );

  it('says how it is used', async () => {
    const neither = await runHere(['tag', 'red']);
    expect(neither).toMatchObject({ code: 2, stdout: '' });
    expect(neither.stderr).toContain('--add KEYWORD or --remove KEYWORD');
  });
});
