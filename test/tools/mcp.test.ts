/** What the MCP server's tools answer. Each generation of clients: clients.test.ts. */

import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../support/mcp/client.ts';
import { ESCAPES } from '../support/mcp/hostile-texts.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';

const COLOURS = { 'red.jpg': 'red', 'trip/green.jpg': 'lime', 'trip/sea/blue.png': 'blue' };

/** A folder "Pictures" with a red, a green and a blue picture. */
async function pictures(inside = temporaryFolder()): Promise<string> {
  const folder = join(inside, 'Pictures');
  await drawPhotos(folder, COLOURS);
  return folder;
}

const pathsIn = (answer: { data: { results: { root: string; path: string }[] } }) =>
  answer.data.results.map(({ root, path }) => `${root}/${path}`);

describe('tools', () => {
  it('sees the tools, what they do and what they leave alone', async () => {
    const client = await connectHere({ folders: [await pictures()] });
    const tools = await client.listTools();
    expect(tools.map(({ name, annotations }) => ({ name, annotations }))).toEqual([
      { name: 'search_images', annotations: { readOnlyHint: true, openWorldHint: false } },
      { name: 'view_images', annotations: { readOnlyHint: true, openWorldHint: false } },
      { name: 'library_status', annotations: { readOnlyHint: true, openWorldHint: false } },
      {
        name: 'reindex',
        annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
    ]);
    expect(client.instructions).toMatch(/search_images.*view_images.*library_status.*reindex/s);
    expect(JSON.stringify(tools)).not.toContain('exclusiveMinimum');
    for (const { description } of tools) expect(description!.length).toBeLessThan(2_000);
  });

  it('is told to index first, indexes with progress, and finds', async () => {
    const folder = await pictures();
    const client = await connectHere({ folders: [folder] });
    // Some clients check structured output only once they know the tools.
    await client.listTools();

    const early = await client.call('search_images', { query: 'a red picture' });
    expect(early).toMatchObject({ isError: false, data: { total: 0, model: null, results: [] } });
    expect(early.text).toMatch(/Nothing is indexed yet\. Call the reindex tool/);
    expect(early.data.notes.join()).toMatch(/reindex/);

    const steps: number[] = [];
    const onprogress = ({ progress }: { progress: number }) => void steps.push(progress);
    const run = await client.call('reindex', {}, { onprogress });
    expect(run.data).toMatchObject({ state: 'done', roots: ['Pictures'], notes: [] });
    expect(run.data.summary).toMatchObject({ failed: 0, model: 'pocket' });
    // On a slow machine the watcher, which begins by itself, comes first.
    expect(run.data.summary.added + run.data.summary.kept).toBe(3);
    expect(run.text).toMatch(/[03] added.*[03] unchanged/);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));

    const found = await client.call('search_images', { query: 'a red picture', limit: 2 });
    expect(found.data).toMatchObject({ query: 'a red picture', model: 'pocket', total: 3, notes: [] });
    expect(found.data.results[0]).toEqual({
      id: expect.stringMatching(/^\w{10}$/),
      root: 'Pictures',
      path: 'red.jpg',
      score: expect.any(Number),
      verdict: 'strong',
      named: true,
      similar: 0,
      width: 160,
      height: 120,
      takenAt: null,
    });
    expect(found.data.results).toHaveLength(2);
    // Either half of the answer is enough alone.
    for (const { id, path, score, verdict, named } of found.data.results) {
      const facts = `${verdict} | score ${score} | 160x120 | date unknown${named ? ' | by name' : ''}`;
      expect(found.text).toContain(`id ${id} | ${facts} | Pictures: ${path}`);
    }
    expect(JSON.stringify([early, run, found])).not.toContain(folder);
    expect((await client.call('reindex')).data.summary).toMatchObject({ added: 0, embedded: 0, kept: 3 });
  });

  it('gets an answer, not a broken connection, for bad arguments', async () => {
    const client = await connectHere({ folders: [await pictures()] });
    const bad: [string, Record<string, unknown>, RegExp][] = [
      ['search_images', {}, /query/],
      ['search_images', { query: 7 }, /query/],
      ['search_images', { query: ' \n' }, /query is empty/],
      ['search_images', { query: 'x'.repeat(1_001) }, /query/],
      ['search_images', { query: 'x', limit: 0 }, /limit/],
      ['search_images', { query: 'x', limit: 51 }, /limit/],
      ['search_images', { query: 'x', limit: 1.5 }, /limit/],
      ['search_images', { query: 'x', rating: 6 }, /rating/],
      ['search_images', { query: 'x', orientation: 'sideways' }, /orientation/],
      ['search_images', { query: 'x', folder: 'nowhere' }, /no such folder here. The folders are: "Pictures"/],
      ['reindex', { root: 'nowhere' }, /no such folder here. The folders are: "Pictures"/],
      ['reindex', { root: 'trip' }, /no such folder/],
    ];
    for (const [tool, input, reason] of bad) {
      const answer = await client.call(tool, input);
      expect(answer, JSON.stringify(input)).toMatchObject({ isError: true, data: undefined });
      expect(answer.text).toMatch(reason);
    }
  });
});

describe('granted folders', () => {
  it('narrows a search to a folder, by label or by path', async () => {
    const outside = temporaryFolder();
    const client = await connectHere({ folders: [await pictures(), await pictures(outside)] });
    await client.call('reindex', {});
    const within = async (folder: string) =>
      pathsIn(await client.call('search_images', { all: true, query: 'a blue picture', folder }));
    expect((await within('Pictures')).sort()).toEqual(Object.keys(COLOURS).map((path) => `Pictures/${path}`));
    expect(await within('Pictures (2)')).toHaveLength(3);
    expect(await within('Pictures (2)/trip')).toEqual([
      'Pictures (2)/trip/sea/blue.png',
      'Pictures (2)/trip/green.jpg',
    ]);
    expect((await within('trip/sea/')).sort()).toEqual([
      'Pictures (2)/trip/sea/blue.png',
      'Pictures/trip/sea/blue.png',
    ]);
    expect(await within('')).toHaveLength(6);
  });

  it.runIf(CAN_SYMLINK)('promise 13: never leaves them, however a path is spelled', async () => {
    const home = temporaryFolder();
    const outside = temporaryFolder();
    const folder = await pictures();
    await drawPhotos(outside, { 'secret/yellow.jpg': 'yellow' });
    await drawPhotos(folder, { '.hidden/black.jpg': 'black', '@eaDir/grey.jpg': 'grey' });
    symlinkSync(outside, join(folder, 'way-out'));
    symlinkSync(join(folder, 'trip'), join(folder, 'way-in'));
    // Another door indexed what lies outside: the catalog knows it, this server must not.
    const everything = await connectHere({
      home,
      folders: [outside, folder, join(folder, '.hidden'), join(folder, '@eaDir')],
    });
    // One after another: in one run, a folder inside another is indexed as a part of it.
    let indexed = 0;
    for (const root of ['.hidden', '@eaDir', basename(outside), 'Pictures']) {
      // The server, watching, may have been first.
      const { added, kept } = (await everything.call('reindex', { root })).data.summary;
      indexed += added + kept;
    }
    expect(indexed).toBe(6);

    const client = await connectHere({ home, folders: [folder] });
    const payloads = [
      ...ESCAPES,
      folder,
      join(folder, 'trip'),
      outside,
      join(outside, 'secret'),
      `file://${outside}`,
      'x'.repeat(1_000),
      'a/'.repeat(499),
    ];
    for (const payload of payloads) {
      const answer = await client.call('search_images', { query: 'a yellow picture', folder: payload });
      expect(answer.isError, JSON.stringify(payload)).toBe(true);
      expect(answer.text).toMatch(/^There is no such folder here\. The folders are: "Pictures"\.$/);
      expect(await client.call('reindex', { root: payload })).toMatchObject({ isError: true, data: undefined });
    }
    const all = await client.call('search_images', { query: 'a yellow picture', limit: 50 });
    expect(pathsIn(all).sort()).toEqual(Object.keys(COLOURS).map((path) => `Pictures/${path}`));
    expect(all.data.total).toBe(3);
    expect(pathsIn(await client.call('search_images', { query: 'x', folder: 'way-in/sea' }))).toHaveLength(1);
  });

  it('come from the configuration too, and what it excludes stays out of narrower searches', async () => {
    const home = temporaryFolder();
    const folder = await pictures();
    expect((await (await connectHere({ home, folders: [folder] })).call('reindex')).data.summary.added).toBe(3);
    mkdirSync(join(home, 'config'));
    writeFileSync(
      join(home, 'config', 'config.json'),
      JSON.stringify({ folders: [folder], excludeDirs: ['trip/sea'] }),
    );
    const client = await connect({ home, folders: [] });
    const found = (input: object) => client.call('search_images', { query: 'a blue picture', ...input });
    expect(pathsIn(await found({})).sort()).toEqual(['Pictures/red.jpg', 'Pictures/trip/green.jpg']);
    expect(pathsIn(await found({ folder: 'trip' }))).toEqual(['Pictures/trip/green.jpg']);
    expect((await found({ folder: 'trip/sea' })).text).toMatch(/no such folder/);
  });

  it('works on without a folder that is gone, and says so', async () => {
    const drive = temporaryFolder();
    const folder = await pictures(drive);
    const other = join(temporaryFolder(), 'Other');
    await drawPhotos(other, { 'pink.jpg': 'pink' });
    const client = await connectHere({ folders: [folder, other] });
    await client.call('reindex');

    renameSync(folder, join(drive, 'unplugged'));
    const found = await client.call('search_images', { query: 'a red picture' });
    expect(pathsIn(found)).toEqual(['Other/pink.jpg']);
    expect(found.data.notes).toEqual([expect.stringMatching(/"Pictures" cannot be reached now/)]);
    expect(found.text).toMatch(/"Pictures" cannot be reached now/);
    expect((await client.call('reindex')).data).toMatchObject({
      roots: ['Other'],
      summary: { removed: 0, kept: 1 },
    });
    expect((await client.call('reindex', { root: 'Pictures' })).text).toMatch(
      /"Pictures" \(not reachable now\), "Other"/,
    );

    renameSync(join(drive, 'unplugged'), folder);
    // The watcher may have noted it as offline; then it notes its return, too.
    const best = async () => pathsIn(await client.call('search_images', { query: 'a red picture' }))[0];
    await expect.poll(best, { timeout: 120_000 }).toBe('Pictures/red.jpg');
    rmSync(folder, { recursive: true });
    rmSync(other, { recursive: true });
    const none = await client.call('search_images', { query: 'a red picture' });
    expect(none).toMatchObject({ isError: true });
    expect(none.text).toMatch(/None of the folders can be reached/);
  });

  it('says that a folder is suddenly empty, and keeps its photos', async () => {
    const folder = await pictures();
    const client = await connectHere({ folders: [folder] });
    await client.call('reindex');
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const run = await client.call('reindex');
    expect(run.data).toMatchObject({
      summary: { removed: 0 },
      notes: [expect.stringMatching(/"Pictures" is suddenly empty/)],
    });
  });

  it('answers with the mend where no folder was granted', async () => {
    const client = await connectHere({ folders: [] });
    for (const [tool, input] of [
      ['search_images', { query: 'x' }],
      ['reindex', {}],
    ] as const) {
      const answer = await client.call(tool, input);
      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(/picsift mcp ~\/Pictures.*config\.json/);
    }
  });
});

describe('untrusted text', () => {
  it('shows no name that acts unseen', async () => {
    const folder = join(temporaryFolder(), 'Pic\u202etures');
    await drawPhotos(folder, { 'red\u001b[2J\n\u200b.jpg': 'red', [`${'long'.repeat(60)}.jpg`]: 'blue' });
    writeFileSync(join(folder, 'bro\u2066ken.jpg'), 'not a picture');
    const client = await connectHere({ folders: [folder] });
    const run = await client.call('reindex');
    expect(run.data.problems).toEqual([
      { root: 'Pic\\u{202e}tures', path: 'bro\\u{2066}ken.jpg', reason: expect.any(String) },
    ]);
    expect(run.data.summary.failed).toBe(1);
    const found = await client.call('search_images', { query: 'a red picture', folder: 'Pic\\u{202e}tures' });
    expect(pathsIn(found)[0]).toBe('Pic\\u{202e}tures/red\\u{1b}[2J\\u{a}\\u{200b}.jpg');
    expect(found.text).not.toMatch(/\p{Cf}/u);
    expect(found.text).not.toContain('\u001b');
    expect(found.text.split('\n')).toHaveLength(3);
  });

  it('names no absolute path when the engine fails', async () => {
    const home = temporaryFolder();
    const catalog = join(home, 'data', 'catalog.sqlite');
    mkdirSync(join(home, 'data'));
    writeFileSync(catalog, 'no catalog at all '.repeat(1_000));
    const client = await connectHere({ home, folders: [await pictures()] });
    for (const [tool, input] of [
      ['search_images', { query: 'x' }],
      ['reindex', {}],
    ] as const) {
      const answer = await client.call(tool, input);
      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(/catalog is damaged.*move it aside/);
      expect(answer.text).not.toContain('/');
    }
    // Mended, it works without a restart.
    rmSync(catalog);
    expect((await client.call('reindex')).data.summary.added).toBe(3);
  });
});

describe('runs', () => {
  it('says when the built-in model had to stand in', async () => {
    const client = await connect({ folders: [await pictures()], env: { PICSIFT_MODEL: '' } });
    const run = await client.call('reindex');
    expect(run.data).toMatchObject({
      summary: { model: 'pocket' },
      notes: [expect.stringMatching(/built-in model.*picsift model use/)],
    });
    expect(run.text).toContain(run.data.notes[0]);
  });

  it('joins calls that ask for the same, and queues the others', async () => {
    const other = join(temporaryFolder(), 'Other');
    await drawPhotos(other, { 'pink.jpg': 'pink' });
    const client = await connectHere({ folders: [await pictures(), other] });
    const [one, same, apart] = await Promise.all([
      client.call('reindex', { root: 'Pictures' }),
      client.call('reindex', { root: 'Pictures' }),
      client.call('reindex', { root: 'Other' }),
    ]);
    expect(one.data).toMatchObject({ roots: ['Pictures'], summary: { added: 3 } });
    expect(same.data).toEqual(one.data);
    expect(apart.data).toMatchObject({ roots: ['Other'], summary: { added: 1 } });
  });
});
