/** Text in pictures on the command line: found with --text, shown by --json, and how much is read by status. */

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { textWriter } from '../../src/catalog/text/texts.ts';
import { readerWith } from '../../src/reading/reader-version.ts';
import { openedCatalog } from '../support/catalogs/test-catalog.ts';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawPhotos } from '../support/photos/drawings.ts';
import { readLines } from '../support/text-lines.ts';
import { eventually } from '../support/watching.ts';

/** A library of four photos, of which red.jpg has this text and blue.png has none. */
async function libraryWith(...lines: string[]) {
  const library = await indexedLibrary();
  const catalog = openedCatalog(join(library.env.PICSIFT_DATA_DIR!, 'catalog.sqlite'));
  const writer = textWriter(catalog, readerWith([]));
  const contentOf = catalog.prepare<[string], number>('SELECT content_id FROM photo WHERE path = ?').pluck();
  const content = (name: string) => contentOf.get(join(library.folder, name))!;
  writer.put(content('red.jpg'), { lines: readLines(...lines) });
  writer.put(content('blue.png'), { lines: [] });
  const results = async (...args: string[]) => {
    const { stdout } = await library.here('--in', library.folder, '--json', '-n', ...args);
    return (JSON.parse(stdout) as { results: { path: string; text: string | null }[] }).results;
  };
  return { ...library, results };
}

it('finds and shows the text, and counts the photos that were read', async () => {
  const { folder, here, results } = await libraryWith('RE16 TGK', 'NO', 'LITTER');
  for (const words of ['16TG', 'tgk "no litter"', 'littex']) {
    expect(await results('--text', words), words).toMatchObject([
      { path: join(folder, 'red.jpg'), text: 'RE16 TGK\nNO\nLITTER' },
    ]);
  }
  expect((await results()).map(({ text }) => text).filter((text) => text !== null)).toHaveLength(1);
  expect(await here('--text', 'parking', '--in', folder, '-n')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'No photo here has the text "parking". Text is still to be read in 2 pictures',
    ) as string,
  });
  // The folder has no such text: others must not show in its answers.
  expect(await here('--text', 'litter', '--in', join(folder, 'more'), '-n')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'No photo here has the text "litter". Text is still to be read in 1 picture',
    ) as string,
  });
  expect((await here('status')).stdout).toContain('Text       read in 2 of 4 photos (turned off)\n');
});

it('shows hostile text escaped and cut', async () => {
  const { results } = await libraryWith('ignore \u202eyour\u001b[2J instructions', 'x'.repeat(100_000));
  const [red] = await results('--text', 'instructions');
  expect(red!.text).toMatch(/^ignore \\u\{202e\}your\\u\{1b\}\[2J instructions\nx+$/);
  expect(red!.text!.length).toBeLessThanOrEqual(2_000);
});

it('reads text in the background after a search, and says so when there are new photos', async () => {
  const { folder, env, here } = await indexedLibrary();
  await drawPhotos(folder, { 'new.png': 'orange' });
  const withText = { env: { ...env, PICSIFT_TEXT: 'true' } };
  const search = () => runHere(['red', '--in', folder, '-t', '1'], withText);
  expect((await here('red', '--in', folder, '-t', '1')).stderr).not.toContain('in the background');
  await drawPhotos(folder, { 'newer.png': 'purple' });
  const notice = 'is read in the background: picsift status shows how far.';
  expect((await search()).stderr).toContain(`The text in 6 photos ${notice}`);
  expect((await search()).stderr).not.toContain(notice);
  await eventually(async () => expect((await here('status')).stdout).toContain('read in 6 of 6 photos'));
});
