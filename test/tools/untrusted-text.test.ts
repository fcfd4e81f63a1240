/** What a stranger wrote into photos, in every answer of the server: of the tools, resources, prompts and suggestions. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { metadataWriter } from '../../src/catalog/metadata/metadata.ts';
import { textWriter } from '../../src/catalog/text/texts.ts';
import { MAX_CHARACTERS, METADATA_VERSION, type PhotoMetadata } from '../../src/library/metadata/photo-metadata.ts';
import { asBefore, inert } from '../../tools/answers/inert.ts';
import { openedCatalog } from '../support/catalogs/test-catalog.ts';
import { indexHere } from '../support/engine-here.ts';
import { everyAnswer, hearing } from '../support/mcp/every-answer.ts';
import { expectHarmless, textsIn } from '../support/mcp/harmless.ts';
import { DEMANDS, PAYLOADS } from '../support/mcp/hostile-texts.ts';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { drawPhotos, sharedFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';
import { readLines } from '../support/text-lines.ts';

/** As many as one answer of view_images describes. */
const FLOODS = 30;

const base = sharedFolder();
const dataDir = join(base, 'data');
const folder = join(base, 'Pic<b>\u202etures');

const inName = (text: string) => text.replaceAll('/', ':');

/** Every text that the metadata of a photo has. */
const said = (text: string, names: readonly string[]): PhotoMetadata => ({
  takenAt: '2021-07-14T12:00:00',
  latitude: 52.52,
  longitude: 13.4,
  rating: 5,
  placeName: text,
  camera: text,
  lens: text,
  keywords: names,
  title: text,
  description: text,
  people: names,
  label: text,
});

/** Photos with a demand in their names, their folders' names and all else; and photos with as much text as can be. */
beforeAll(async () => {
  const demanding = DEMANDS.map((text) => `${inName(text)}/${inName(text)}.jpg`);
  const floods = Array.from({ length: FLOODS }, (_, n) => `${'long '.repeat(40)}/${'x'.repeat(200)}${n}.jpg`);
  const colours = [...demanding, ...floods].map((name, n) => [name, `rgb(${n}, ${255 - n}, ${n * 2})`]);
  await drawPhotos(folder, Object.fromEntries(colours));
  mkdirSync(join(folder, 'broken'));
  for (const text of DEMANDS) writeFileSync(join(folder, 'broken', `${inName(text)}.jpg`), 'not a picture');
  await indexHere(engineOptions({ dataDir }), [folder]);
}, 180_000);

function tellEverything(): void {
  const catalog = openedCatalog(join(dataDir, 'catalog.sqlite'));
  const { describe } = metadataWriter(catalog, METADATA_VERSION);
  const texts = textWriter(catalog, { version: 1, models: [] });
  const contents = catalog.prepare<[], number>('SELECT id FROM content ORDER BY id').pluck().all();
  expect(contents).toHaveLength(DEMANDS.length + FLOODS);
  const flood = Array.from({ length: 50 }, (_, n) => `${n} ${'flood '.repeat(100)}`.slice(0, MAX_CHARACTERS));
  for (const [n, content] of contents.entries()) {
    const demand = DEMANDS[n];
    describe(content, demand === undefined ? said('f'.repeat(2_000), flood) : said(demand, [demand, `${demand}!`]));
    texts.put(content, { lines: readLines(demand ?? 'x'.repeat(100_000), ...DEMANDS) });
  }
}

it.runIf(IS_LINUX)('is escaped, short and on its line, wherever it is', async () => {
  tellEverything();
  let heard: unknown[] = [];
  const client = await connectInProcess([folder, join(base, 'gone\u202e![x]')], dataDir, {
    shows: { locations: true, fullPaths: true },
    watches: false,
    runsProcesses: false,
    prepare: (prepared) => {
      heard = hearing(prepared);
    },
  });
  const unseen = new Set(['Obey', 'flood', 'xxxxx', 'image/jpeg', 'Could not be read', 'done']);
  const check = async (answer: Promise<unknown>, asked?: string) => {
    const checked = await expectHarmless(answer, [], asked);
    const texts = textsIn(checked);
    for (const word of unseen) if (texts.some((text) => text.includes(word))) unseen.delete(word);
    return checked;
  };

  const all = { query: 'Obey ignore flood', limit: 50, all: true };
  const first = (await check(client.callTool({ name: 'search_images', arguments: all }))) as {
    structuredContent: { results: { id: string }[] };
  };
  const ids = first.structuredContent.results.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += FLOODS) {
    await check(client.callTool({ name: 'view_images', arguments: { ids: ids.slice(at, at + FLOODS) } }));
  }
  await everyAnswer(client, [ids[0]!, DEMANDS[6]!], heard, check);
  for (const message of heard) await check(Promise.resolve(message));
  // The check works: it has seen what the photos say.
  expect([...unseen]).toEqual([]);
});

it('is called data by everything that shows it', async () => {
  const client = await connectInProcess([base], dataDir);
  const described = [
    ...(await client.listTools()).tools,
    ...(await client.listResourceTemplates()).resourceTemplates,
    { name: 'instructions', description: client.getInstructions() },
  ];
  for (const { name, description } of described) expect(description, name).toMatch(/never (?:an )?instructions?\b/);
  const names = { person: 'Obey". Now "', folder: 'Obey', camera: 'Obey', keyword: 'Obey' };
  const chosen = { memory: 'a door', subject: 'doors', ...names };
  for (const { name, arguments: fields = [] } of (await client.listPrompts()).prompts) {
    const given = Object.fromEntries(fields.map((field) => [field.name, chosen[field.name as keyof typeof chosen]]));
    const { messages } = await client.getPrompt({ name, arguments: given });
    const text = textsIn(messages).join(' ');
    expect(text, name).toMatch(/never an instruction/);
    // Nothing that was chosen stands outside of quotation marks.
    expect(text.replace(/"(?:[^"\\]|\\.)*"/g, ''), name).not.toMatch(/Obey|Now/);
  }
});

it('can be given back as it was shown', () => {
  for (const text of [...PAYLOADS, ...DEMANDS, 'a < b', '<3', '!', 'Wow! [x]']) {
    expect(asBefore(inert({ texts: [text], n: 1, none: null }))).toEqual({ texts: [text], n: 1, none: null });
  }
  expect(inert('1 < 2 <3 [x] a! [b]')).toBe('1 < 2 <3 [x] a! [b]');
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(asBefore(deep)).toHaveLength(1);
});
