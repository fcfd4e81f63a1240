import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from '../../../src/library/files/replace-file.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { PRIVATE } from '../../support/platform/capabilities.ts';

it('leaves one complete file, of whichever writer, when many write it at once', async () => {
  const folder = join(temporaryFolder(), 'new');
  const file = join(folder, 'a.bin');
  const contents = Array.from({ length: 20 }, (_, writer) => `${writer} `.repeat(50_000));
  await Promise.all(contents.map((content) => writeWhole(file, content)));
  expect(contents).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(folder)).toEqual(['a.bin']);
  expect(statSync(file).mode & 0o777).toBe(PRIVATE.file);
});

it('removes what a killed process left, but nothing that may be in progress', async () => {
  const folder = temporaryFolder();
  const yesterday = Date.now() / 1000 - 86_400;
  for (const name of ['a.bin.old.part', 'other.bin.old.part', 'a.bin.new.part']) {
    writeFileSync(join(folder, name), '');
    if (name.includes('old')) utimesSync(join(folder, name), yesterday, yesterday);
  }
  await writeWhole(join(folder, 'a.bin'), 'content');
  expect(readdirSync(folder).sort()).toEqual(['a.bin', 'a.bin.new.part', 'other.bin.old.part']);
});
