/** The tool `tag_images`: real files, with the real ExifTool, and a user who confirms or does not. */

import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../../src/library/metadata/read-metadata.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { CONFIRMED, type OnQuestion, type TestClient } from '../../support/mcp/client.ts';
import { connectHere } from '../../support/mcp/in-process.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../../support/platform/capabilities.ts';

const DRAWINGS = { 'red.jpg': 'red', 'blue.png': 'blue', 'trip/lime.jpg': 'lime', 'trip/white.gif': 'white' };

/** An indexed folder, a client, the ids by file name, and what the files hold. */
async function library(onQuestion?: OnQuestion) {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawIndexed(folder, join(home, 'data'), DRAWINGS);
  const questions: string[] = [];
  const asked: OnQuestion = (message, signal) => {
    questions.push(message);
    return onQuestion!(message, signal);
  };
  const client = await connectHere({
    home,
    folders: [folder],
    allowsTagging: true,
    ...(onQuestion && { onQuestion: asked }),
  });
  const { results } = (await client.call('search_images', { all: true })).data;
  const ids = Object.fromEntries(results.map(({ path, id }: { path: string; id: string }) => [path, id]));
  return { home, folder, client, questions, ids, id: (path: string): string => ids[path]! };
}

const keywordsOf = (file: string) => readMetadata(readFileSync(file)).keywords;
const outcomes = (answer: Awaited<ReturnType<TestClient['call']>>) =>
  Object.fromEntries(
    answer.data.photos.map(({ path, outcome, reason }: Record<string, string>) => [path, reason ?? outcome]),
  );
const filesIn = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')]),
  );

describe('tag_images', () => {
  it('exists only if the configuration allows it', async () => {
    const plain = await connectHere({ folders: [temporaryFolder()] });
    expect((await plain.listTools()).map(({ name }) => name)).not.toContain('tag_images');
    expect(plain.instructions).not.toContain('tag_images');
    const { client } = await library();
    const tool = (await client.listTools()).find(({ name }) => name === 'tag_images')!;
    expect(Object.keys((tool.inputSchema as { properties: object }).properties)).toEqual(['ids', 'add', 'remove']);
    expect(client.instructions).toContain('tag_images');
  });

  it('says for each photo what would change, and writes nothing, when nobody can be asked', async () => {
    const { client, folder, id } = await library();
    const before = filesIn(folder);
    const answer = await client.call('tag_images', {
      ids: [id('red.jpg'), `photo://${id('trip/white.gif')}`, 'aaaaaaaaaa'],
      add: ['beach', ' 2019 ', 'beach'],
      remove: ['old'],
    });
    expect(answer.data).toEqual({
      state: 'not confirmed',
      why: expect.stringMatching(/cannot show the user a form/),
      photos: [
        expect.objectContaining({
          path: 'red.jpg',
          outcome: 'planned',
          adds: ['beach', '2019'],
          removes: [],
          sidecar: null,
        }),
        expect.objectContaining({ path: 'trip/white.gif', adds: ['beach', '2019'], sidecar: 'white.gif.xmp' }),
      ],
      missing: ['aaaaaaaaaa'],
      notes: [],
    });
    expect(answer.text.split('\n')).toEqual([
      expect.stringMatching(/^Nothing was written: .*This would change 2 photos:$/),
      `- id ${id('red.jpg')} | Pictures: red.jpg | would get "beach", "2019"`,
      `- id ${id('trip/white.gif')} | Pictures: trip/white.gif | would get "beach", "2019" | in its sidecar white.gif.xmp`,
      '- "aaaaaaaaaa" | there is no such photo here',
    ]);
    expect(filesIn(folder)).toEqual(before);
  });

  it('writes what the user confirms, keeps the former files, and has nothing to do afterwards', async () => {
    const { client, folder, questions, ids } = await library(() => CONFIRMED);
    const before = filesIn(folder);
    const all = { ids: Object.values(ids) };
    const steps: { progress: number; message?: string | undefined }[] = [];
    const onprogress = (step: (typeof steps)[number]) => void steps.push(step);
    const written = await client.call('tag_images', { ...all, add: ['beach', '2019'] }, { onprogress });
    expect(questions).toEqual([
      'Write the keywords "beach", "2019" into 4 photos? The file as it was is kept beside each, as NAME_original.',
    ]);
    expect(written.data).toMatchObject({ state: 'written', why: null, missing: [] });
    expect(Object.values(outcomes(written))).toEqual(Array(4).fill('written'));
    expect(written.text).toMatch(/^Written into 4 photos; unchanged: 0; refused: 0\.\n- id .* \| got "beach", "2019"/);
    for (const name of ['red.jpg', 'blue.png', 'trip/lime.jpg']) {
      expect(keywordsOf(join(folder, name)).toSorted()).toEqual(['2019', 'beach']);
      expect(readFileSync(join(folder, `${name}_original`), 'base64')).toBe(before[join(folder, name)]);
    }
    expect(readFileSync(join(folder, 'trip', 'white.gif'), 'base64')).toBe(before[join(folder, 'trip', 'white.gif')]);
    expect((await client.call('search_images', { keyword: ['beach'] })).data.total).toBe(4);
    expect((await client.call('reindex')).data.summary).toMatchObject({ embedded: 0, kept: 4 });

    const again = await client.call('tag_images', { ...all, add: ['beach'] });
    expect(again.data).toMatchObject({ state: 'nothing to write' });
    const swapped = await client.call('tag_images', { ids: [ids['red.jpg']], add: ['sea'], remove: ['beach'] });
    expect(swapped.text).toContain('got "sea" | lost "beach"');
    expect(questions).toHaveLength(2);
    expect(keywordsOf(join(folder, 'red.jpg')).toSorted()).toEqual(['2019', 'sea']);
    // The very first file is still there.
    expect(readFileSync(join(folder, 'red.jpg_original'), 'base64')).toBe(before[join(folder, 'red.jpg')]);
  });

  it.runIf(CAN_SYMLINK)('does the rest when photos change, vanish or are locked while the user thinks', async () => {
    const outside = temporaryFolder();
    const made = await library(() => {
      writeFileSync(join(made.folder, 'red.jpg'), 'something else');
      rmSync(join(made.folder, 'blue.png'));
      renameSync(join(made.folder, 'trip'), join(outside, 'trip'));
      symlinkSync(join(outside, 'trip'), join(made.folder, 'trip'));
      return CONFIRMED;
    });
    const { client, ids, folder } = made;
    const answer = await client.call('tag_images', { ids: Object.values(ids), add: ['beach'] });
    expect(outcomes(answer)).toEqual({
      'red.jpg': expect.stringMatching(/changed since it was indexed/),
      'blue.png': expect.stringMatching(/missing/),
      'trip/lime.jpg': expect.stringMatching(/its folder is a link now/),
      'trip/white.gif': expect.stringMatching(/its folder is a link now/),
    });
    expect(answer.text).toMatch(/^Written into 0 photos; unchanged: 0; refused: 4\./);
    // Neither a new file nor a copy of a former one.
    expect(readdirSync(join(outside, 'trip')).toSorted()).toEqual(['lime.jpg', 'white.gif']);
    expect(keywordsOf(join(outside, 'trip', 'lime.jpg'))).toEqual([]);
    expect(readFileSync(join(folder, 'red.jpg'), 'utf8')).toBe('something else');
  });

  it('names a photo that is write-protected, and writes the others', async () => {
    const { client, ids, folder } = await library(() => {
      chmodSync(join(folder, 'red.jpg'), 0o444);
      return CONFIRMED;
    });
    const answer = await client.call('tag_images', { ids: Object.values(ids), add: ['beach'] });
    expect(outcomes(answer)).toEqual({
      'red.jpg': 'it is write-protected',
      'blue.png': 'written',
      'trip/lime.jpg': 'written',
      'trip/white.gif': 'written',
    });
    expect(keywordsOf(join(folder, 'red.jpg'))).toEqual([]);
  });

  it('lets two calls at once on one photo both write', async () => {
    const { client, id, folder } = await library(() => CONFIRMED);
    const both = ['one', 'two', 'one'].map((word) => client.call('tag_images', { ids: [id('red.jpg')], add: [word] }));
    for (const answer of await Promise.all(both)) expect(answer.isError, answer.text).toBe(false);
    expect(keywordsOf(join(folder, 'red.jpg')).toSorted()).toEqual(['one', 'two']);
  });

  it('touches no photo outside the granted folders', async () => {
    const home = temporaryFolder();
    await drawIndexed(home, join(home, 'data'), { 'Pictures/red.jpg': 'red', 'Private/secret.jpg': 'yellow' });
    const everything = await connectHere({ home, folders: [home] });
    const { results } = (await everything.call('search_images', { query: 'yellow' })).data;
    const secret = results.find(({ path }: { path: string }) => path.includes('secret')).id as string;
    const client = await connectHere({
      home,
      folders: [join(home, 'Pictures')],
      allowsTagging: true,
      onQuestion: () => CONFIRMED,
    });
    const answer = await client.call('tag_images', { ids: [secret], add: ['beach'] });
    expect(answer.data).toMatchObject({ state: 'nothing to write', photos: [], missing: [secret] });
    expect(readdirSync(join(home, 'Private'))).toEqual(['secret.jpg']);
  });
});

describe('keywords', () => {
  it('are refused as `picsift tag` refuses them, in one sentence', async () => {
    const { client, id, questions } = await library(() => CONFIRMED);
    const wrong: [object, RegExp][] = [
      [{}, /Name at least one keyword/],
      [{ add: ['a\nb'] }, /one line of plain text/],
      [{ add: ['a\\u{a}b'] }, /one line of plain text/],
      [{ add: ['\u0007'] }, /one line of plain text/],
      [{ remove: ['x'.repeat(201)] }, /remove must be a list of 0 to 10 texts of up to 200 characters/],
      [{ add: ['x'.repeat(1_000_000)] }, /texts of up to 200 characters/],
      [{ add: Array.from({ length: 11 }, (_, n) => `w${n}`) }, /0 to 10 texts/],
      [{ add: ['beach'], remove: ['beach'] }, /cannot be added and removed at once/],
    ];
    for (const [keywords, message] of wrong) {
      const answer = await client.call('tag_images', { ids: [id('red.jpg')], ...keywords });
      expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(message) });
      expect(answer.text.length).toBeLessThan(300);
    }
    expect(questions).toEqual([]);
  });

  it('are written as they are, and come back as they were shown', async () => {
    const { client, id, folder, questions } = await library(() => CONFIRMED);
    const hostile = ['a, b; <b onclick="x()">&amp;', 'a\u202eb\u2066'];
    await client.call('tag_images', { ids: [id('red.jpg')], add: hostile });
    expect(keywordsOf(join(folder, 'red.jpg')).toSorted()).toEqual(hostile.toSorted());
    expect(questions[0]).toMatch(/"a\\u\{202e\}b\\u\{2066\}" into 1 photo\?/);
    const answer = await client.call('tag_images', { ids: [id('red.jpg')], remove: ['a\\u{202e}b\\u{2066}'] });
    expect(answer.data).toMatchObject({ state: 'written', photos: [{ removes: ['a\\u{202e}b\\u{2066}'] }] });
  });
});
