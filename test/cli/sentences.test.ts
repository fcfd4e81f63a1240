/** What `picsift WORDS` says about a query that it has read as a sentence. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexHere } from '../support/engine-here.ts';
import { drawPhotos, sharedFolder, temporaryFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';
import { engineOptions } from '../support/test-engine.ts';

const home = sharedFolder();
const folder = sharedFolder();
const env = cliEnvironment(home);

beforeAll(async () => {
  await drawPhotos(folder, {
    'trip/IMG_20190612_101010.jpg': 'red',
    'trip/IMG_20190812_101010.jpg': 'crimson',
    'IMG_20180612_101010.jpg': 'blue',
    'odd.jpg': 'green',
  });
  const showing = (...people: string[]) => xmp({}, { 'Iptc4xmpExt:PersonInImage': people });
  writeFileSync(join(folder, 'trip/IMG_20190612_101010.xmp'), showing('Zora Blau', 'Rose'));
  writeFileSync(join(folder, 'odd.xmp'), showing('Ida\u202eX'));
  await indexHere(engineOptions({ dataDir: env.PICSIFT_DATA_DIR! }), [folder]);
});

const search = (...args: string[]) => runHere([...args, '--in', folder, '-n'], { env });
/** The results as name and reasons. */
const reasonsIn = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([, path, ...marks]) => [path!.slice(folder.length + 1), ...marks]);

it('says what was understood, and in each line why the photo is there', async () => {
  const { stdout, stderr } = await search('zora, trip 2019', '-t', '3', '--all');
  const understood = 'with Zora Blau; taken 2019';
  expect(stderr).toBe(`Understood: ${understood}. For the words as they are: --literal, or quotation marks.\n`);
  expect(reasonsIn(stdout)).toEqual([
    ['trip/IMG_20190612_101010.jpg', '(Zora Blau, 2019-06-12, in the folder)'],
    ['trip/IMG_20190812_101010.jpg', '(2019-08-12, in the folder)'],
    [expect.any(String)],
  ]);
});

it('ranks photos without somebody first, and gives no reason for that', async () => {
  const { stdout, stderr } = await search('photos from 2019 without zora', '-t', '1');
  expect(stderr).toContain('Understood: taken 2019; not with Zora Blau (“without zora”).');
  expect(reasonsIn(stdout)[0]).toEqual(['trip/IMG_20190812_101010.jpg', '(2019-08-12)']);
});

it('stays one line of columns, whatever a person is called', async () => {
  const { stdout, stderr } = await search('idax', '-t', '1');
  expect(reasonsIn(stdout)).toEqual([['odd.jpg', '(Ida\\u{202e}X)']]);
  expect(stderr).toContain('Understood: with Ida\\u{202e}X (“idax”).');
});

it('adds nothing to lists of paths, and no remark with --quiet', async () => {
  const stdout = `${join(folder, 'trip/IMG_20190612_101010.jpg')}\n`;
  expect(await search('zora', '-f', '-t', '1', '--quiet')).toMatchObject({ stdout, stderr: '' });
});

it('prints both as JSON, and reads nothing in literal words', async () => {
  const { understood, results } = JSON.parse((await search('zora 2019', '--json', '-t', '1')).stdout);
  expect(understood).toEqual({
    clues: [
      { kind: 'person', words: 'zora', label: 'Zora Blau', isSure: true, isNegated: false, photos: 1 },
      { kind: 'date', words: '2019', label: '2019', isSure: true, isNegated: false, photos: 2 },
    ],
    looksLike: null,
  });
  expect(results[0].reasons).toEqual([
    { by: 'person', what: 'Zora Blau' },
    { by: 'date', what: '2019' },
  ]);
  const { stdout, stderr } = await search('zora', '--json', '--literal', '-t', '1');
  const literal = { understood: null, results: [{ named: true, reasons: [{ by: 'person', what: 'zora' }] }] };
  expect(JSON.parse(stdout)).toMatchObject(literal);
  expect(stderr).not.toContain('Understood');
});

it('suggests --literal for what is almost it', async () => {
  const { code, stderr } = await search('zora', '--literl');
  expect(code).toBe(2);
  expect(stderr).toContain('--literal');
});

it('is the same for tags', async () => {
  const tag = (...args: string[]) =>
    runHere(['tag', 'zora', '--add', 'x', '--in', folder, '-n', '-t', '1', ...args], { env });
  const plain = await tag();
  expect(plain.stdout).toBe(
    `would\t${join(folder, 'trip/IMG_20190612_101010.jpg')}\t(${join(folder, 'trip/IMG_20190612_101010.xmp')})\n`,
  );
  expect(plain.stderr).toContain('Understood: with Zora Blau.');
  expect((await tag('--literal')).stderr).not.toContain('Understood');
});

it('takes the seasons of the hemisphere in the configuration', async () => {
  const own = { ...env, PICSIFT_CONFIG_DIR: temporaryFolder() };
  writeFileSync(join(own.PICSIFT_CONFIG_DIR, 'config.json'), '{ "hemisphere": "south" }');
  const { stderr } = await runHere(['winter 2019', '--in', folder, '-n', '-t', '1'], { env: own });
  expect(stderr).toContain('Understood: taken 2019-06 to 2019-08 (“winter 2019”).');
});

it('embeds the words once, although it begins before the folder is scanned', async () => {
  const debugging = { ...env, PICSIFT_DEBUG: 'model' };
  const { stdout, stderr } = await runCli(['zora wearing red in june 2019', '--in', folder, '-t', '1'], {
    env: debugging,
  });
  expect(stdout).toContain('Zora Blau');
  expect(stderr.match(/text half: embedded 1 /g)).toHaveLength(1);
});
