/** PICSIFT_DEBUG, in real processes. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

const LINE = /^picsift:(\w+) (\S+)\[(\d+)\] \+(\d+\.\d{3})s (.*)$/;

it('sends the lines of all processes to stderr, without a token, and changes no other output', async () => {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'red.jpg': 'red', 'blue.png': 'blue' });
  writeFileSync(join(folder, 'broken.jpg'), 'rubbish');
  const token = 'a-token-of-the-user';
  const run = (debug: Record<string, string>) => {
    const env = { ...cliEnvironment(temporaryFolder()), DISCORD_TOKEN: token, HF_TOKEN: token, ...debug };
    return runCli(['index', folder, '--model', 'pocket'], { env });
  };
  const [loud, silent] = await Promise.all([run({ PICSIFT_DEBUG: 'index,decode,lease' }), run({})]);
  expect(loud.code).toBe(0);
  expect(loud.stdout).toBe(silent.stdout);
  expect(loud.stderr).not.toContain(token);

  const others = loud.stderr.split('\n').filter((line) => !LINE.test(line));
  const untimed = (text: string) => text.replace(/in \d+\.\d s/, 'in a while');
  expect(untimed(others.join('\n'))).toBe(untimed(silent.stderr));

  const lines = loud.stderr.split('\n').flatMap((line) => {
    const [found, scope, name, pid, seconds, text] = LINE.exec(line) ?? [];
    return found === undefined
      ? []
      : [{ scope: scope!, name: name!, pid: pid!, seconds: Number(seconds), text: text! }];
  });
  const pids = [...new Set(lines.map(({ pid }) => pid))];
  const scopes = pids.map((pid) => new Set(lines.flatMap((line) => (line.pid === pid ? line.scope : []))));
  // picsift, its indexing child, and the decoding child of that.
  expect(scopes.map((each) => [...each].sort().join()).sort()).toEqual(['decode', 'decode,index,lease', 'index']);
  expect(new Set(lines.map(({ name }) => name)).size).toBe(3);
  // The clocks of all processes start with the first process, which starts and ends the others.
  const times = lines.map(({ seconds }) => seconds);
  const ofMain = lines.flatMap(({ name, seconds }) => (name === 'main' ? seconds : []));
  expect([Math.min(...times), Math.max(...times)]).toEqual([ofMain[0], ofMain.at(-1)]);

  const texts = lines.map(({ scope, text }) => `${scope} ${text}`).join('\n');
  expect(texts).toMatch(/^decode .*\/red\.jpg: decoded by sharp jpeg, 160 x 120, \d+ ms$/m);
  expect(texts).toMatch(/^decode .*\/broken\.jpg: failed: the file is not a picture of a known format, \d+ ms$/m);
  expect(texts).toMatch(/^lease writer: taken, token \d+$/m);
  expect(texts).toMatch(/^index .*; to read: 3, unchanged: 0, missing: 0$/m);
  expect(texts).toMatch(/^index batch of 3 .*: 2 embedded in \d+ ms, stored in \d+ ms; 3 of 3 files are done$/m);
});
