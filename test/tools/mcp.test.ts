/** The answers of the MCP server's tools. For each generation of clients: transports/. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { modelNames } from '../../src/model/store/manifest.ts';
import { ARGUMENTS } from '../conformance/inspector.ts';
import { rewriteAsFormerBuiltIn } from '../support/catalogs/former-built-in.ts';
import { drawIndexed } from '../support/indexed.ts';
import { connect } from '../support/mcp/client.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { pathsIn, pictures } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { COLOURS } from '../support/test-engine.ts';

describe('tools', () => {
  it('explains every tool to the assistant and on its pages, and lets the inspector call it', async () => {
    const client = await connectHere({ folders: [await pictures()], allowsTagging: true });
    const tools = await client.listTools();
    const page = (name: string) => readFileSync(join(packageRoot(), name), 'utf8');
    for (const { name } of tools) {
      expect(client.instructions).toContain(name);
      expect(page('docs/mcp.md')).toContain(`\n| \`${name}\` |`);
      expect(page('README.md')).toContain(`\`${name}\``);
    }
    expect(Object.keys(ARGUMENTS)).toEqual(tools.map(({ name }) => name));
    // What each tool shows and changes.
    const rows = [...page('docs/mcp-security.md').matchAll(/^\| `(\w+)` \| [^|]{20,} \| ([^|]+) \|$/gm)];
    expect(rows.map(([, name, changes]) => [name, !changes!.startsWith('nothing')])).toEqual(
      tools.map(({ name, annotations }) => [name, (annotations as { readOnlyHint: boolean }).readOnlyHint === false]),
    );
  });

  it('gets a hint to index first, indexes with progress, and finds', async () => {
    const folder = await pictures();
    const client = await connectHere({ folders: [folder], runsProcesses: true });
    // Some clients check structured output only after they have listed the tools.
    await client.listTools();

    const early = await client.call('search_images', { query: 'a red picture' });
    expect(early).toMatchObject({ isError: false, data: { total: 0, model: null, results: [] } });
    expect(early.text).toMatch(/Nothing is indexed yet\. Call the reindex tool/);
    expect(early.data.notes.join()).toMatch(/reindex/);

    const steps: number[] = [];
    const onprogress = ({ progress }: { progress: number }) => void steps.push(progress);
    const run = await client.call('reindex', {}, { onprogress });
    expect(run.data).toMatchObject({ state: 'done', roots: ['Pictures'], notes: [] });
    expect(run.data.summary).toMatchObject({ added: 3, kept: 0, failed: 0, model: 'pocket' });
    expect(run.text).toMatch(/3 added.*0 unchanged/);
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
      reasons: [{ by: 'name', what: 'red' }],
      similar: 0,
      width: 160,
      height: 120,
      takenAt: null,
    });
    expect(found.data.results).toHaveLength(2);
    // Each half of the answer is sufficient alone.
    const has = [' | has name: red', ''];
    for (const [index, { id, path, verdict }] of found.data.results.entries()) {
      const facts = `${verdict} | date unknown${has[index]}`;
      expect(found.text).toContain(`id ${id} | ${facts} | Pictures: ${path}`);
    }
    expect(JSON.stringify([early, run, found])).not.toContain(folder);
    expect((await client.call('reindex')).data.summary).toMatchObject({ added: 0, embedded: 0, kept: 3 });
  });

  it('gets the same hint when picsift has a new version of its built-in model, and finds again', async () => {
    const [home, folder] = [temporaryFolder(), join(temporaryFolder(), 'Pictures')];
    await drawIndexed(folder, join(home, 'data'), COLOURS);
    rewriteAsFormerBuiltIn(join(home, 'data'));
    const client = await connectHere({ home, folders: [folder] });
    const early = await client.call('search_images', { query: 'red' });
    expect(early.data).toMatchObject({
      total: 4,
      model: null,
      results: [],
      notes: [expect.stringMatching(/not indexed with this model yet/)],
    });
    expect((await client.call('reindex')).data).toMatchObject({ summary: { added: 0, kept: 4, failed: 0 } });
    expect((await client.call('search_images', { query: 'red' })).data.results[0]).toMatchObject({ path: 'red.jpg' });
  });
});

describe('untrusted text', () => {
  it('shows no name with invisible or control characters', async () => {
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
      expect(answer.text).toMatch(/catalog is damaged.*move it to another folder/);
      expect(answer.text).not.toContain('/');
    }
    // After the repair it works without a restart.
    rmSync(catalog);
    expect((await client.call('reindex')).data.summary.added).toBe(3);
  });
});

describe('runs', () => {
  it('reports when the built-in model is used instead', async () => {
    const client = await connect({ folders: [temporaryFolder()], env: { PICSIFT_MODEL: '' } });
    const run = await client.call('reindex');
    expect(run.data).toMatchObject({
      summary: { model: 'pocket' },
      notes: [expect.stringMatching(/built-in model.*picsift model use/)],
    });
    expect(run.text).toContain(run.data.notes[0]);
  });

  it('says which models there are when the chosen one is unknown', async () => {
    const client = await connectHere({ folders: [await pictures()], model: 'pockett' });
    expect(await client.call('search_images', { query: 'red' })).toMatchObject({
      text: expect.stringMatching(/Call the reindex tool/),
    });
    const run = await client.call('reindex');
    expect(run).toMatchObject({
      isError: true,
      text: expect.stringMatching(/no model named "pockett"\. Choose one of /),
    });
    for (const name of modelNames()) expect(run.text).toContain(name);
  });

  it('joins identical calls, and queues the others', async () => {
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
