/**
 * What a model must read stays within the budget of limits.ts, and the questions of tasks.ts are answered rightly.
 * `npm run bench -- assistant` prints the figures.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { indexHere } from '../../support/engine-here.ts';
import { startServer } from '../../support/mcp/in-process.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { engineOptions } from '../../support/test-engine.ts';
import { buildLibrary } from './library/build.ts';
import { DOORS } from './library/photos.ts';
import { INSTRUCTIONS_LIMIT, PROMPT_LIMITS, TOOL_LIMITS, TOOLS_LIMIT, TYPICAL_ANSWERS } from './limits.ts';
import { measureAnswers, measureDefinitions } from './measured.ts';
import { callOf, type Played, playTask } from './play.ts';
import { TASKS } from './tasks.ts';
import { callsOf, costTable } from './transcript.ts';

const home = sharedFolder();
const [pictures, dataDir] = [join(home, 'Pictures'), join(home, 'data')];

beforeAll(async () => {
  await buildLibrary(pictures);
  const options = engineOptions({ dataDir });
  await indexHere(options, [pictures]);
  const engine = openEngine(options);
  await engine.readText([join(pictures, DOORS)]);
  await engine.close();
});

async function connected(allowsTagging = false): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(await startServer({ folders: [pictures], dataDir, allowsTagging }));
  onTestFinished(() => client.close());
  return client;
}

/** Those beyond their limits, each with its size. */
function beyond(sizes: Readonly<Record<string, object>>, limits: Readonly<Record<string, object>>): string[] {
  return Object.entries(sizes).flatMap(([name, parts]) =>
    Object.entries(parts as Record<string, number>)
      .filter(([part, size]) => size > ((limits[name] as Record<string, number>)[part] ?? Infinity))
      .map(([part, size]) => `${name}, ${part}: ${size}`),
  );
}

it('reads tools, prompts and instructions within their limits', async () => {
  const { instructions, all, prompts } = await measureDefinitions(await connected());
  const { tools } = await measureDefinitions(await connected(true));
  expect(Object.keys(TOOL_LIMITS)).toEqual(Object.keys(tools));
  expect(Object.keys(PROMPT_LIMITS)).toEqual(Object.keys(prompts));
  expect([...beyond(tools, TOOL_LIMITS), ...beyond(prompts, PROMPT_LIMITS)]).toEqual([]);
  expect(instructions).toBeLessThanOrEqual(INSTRUCTIONS_LIMIT);
  expect(all).toBeLessThanOrEqual(TOOLS_LIMIT);
});

it('reads typical answers within their limits', async () => {
  const client = await connected();
  const answers = await measureAnswers(client, callOf(client));
  const limits = Object.fromEntries(TYPICAL_ANSWERS.map(({ what, tool, limit }) => [`${tool}: ${what}`, limit]));
  expect([...answers.keys()]).toEqual(Object.keys(limits));
  expect(beyond(Object.fromEntries(answers), limits)).toEqual([]);
});

it('browses by filters, in pages of an order, with ids that stay', async () => {
  const call = callOf(await connected());
  const anna = { person: ['anna'], sort: 'taken', reverse: true, limit: 20 };
  const first = await call('search_images', anna);
  await call('reindex');
  const rest = await call('search_images', { ...anna, cursor: first.data.next });
  const all: { id: string; takenAt: string; people: string[] }[] = [...first.data.results, ...rest.data.results];
  expect([first.data.total, rest.data.total, rest.data.next]).toEqual([34, 34, null]);
  expect(first.text).toMatch(/^20 of 34 photos:/);
  expect(new Set(all.map(({ id }) => id)).size).toBe(34);
  expect(all.map(({ takenAt }) => takenAt)).toEqual(all.map(({ takenAt }) => takenAt).sort());
  for (const { people } of all) expect(people).toContain('Anna');

  const sign = await call('search_images', { text: 'whale inn' });
  expect(sign.data).toMatchObject({ total: 1, results: [{ path: expect.stringMatching(/Doors/) }] });
  const [{ id }] = sign.data.results;
  expect((await call('view_images', { ids: [id] })).text).toContain('text in the picture: THE WHALE INN');
  const sentence = await call('search_images', { query: 'anna in kyoto, october 2018' });
  expect(sentence.data.understood).toMatchObject({
    clues: [
      { kind: 'person', label: 'Anna', photos: 34 },
      { kind: 'place', label: 'Kyoto, Japan', photos: 43 },
      { kind: 'date', label: '2018-10', photos: 27 },
    ],
    looksLike: null,
  });
  expect(sentence.text).toContain(
    'person Anna ("anna", 34 photos); place Kyoto, Japan ("kyoto", 43 photos); date 2018-10',
  );
});

it('answers questions by tool calls alone, as docs/assistant-tasks.md shows', async () => {
  const call = callOf(await connected());
  const played: Played[] = [];
  for (const task of TASKS) played.push(await playTask(task, call));
  for (const task of played) expect(task).toMatchObject({ isRight: true });

  const page = readFileSync(join(packageRoot(), 'docs', 'assistant-tasks.md'), 'utf8');
  expect(page.match(/^> \w+ \{.*$/gm)).toEqual(played.flatMap(callsOf));
  // The rows of today's table come first. Cursors differ in length.
  for (const row of costTable(played).slice(2)) {
    const written = page.split('\n').find((line) => line.startsWith(row.slice(0, row.indexOf('|', 1))));
    for (const [index, figure] of figuresOf(row).entries()) {
      expect(Math.abs(figuresOf(written!)[index]! / figure - 1), `${written}\nis now ${row}`).toBeLessThan(0.05);
    }
  }
});

/** The numbers in a row, without those of the question, and without zeros. */
function figuresOf(row: string): number[] {
  const cells = row.split('|').slice(3).join('|');
  return Array.from(cells.matchAll(/\d+/g), ([digits]) => Number(digits)).filter((figure) => figure > 0);
}
