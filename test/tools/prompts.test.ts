/** The prompts of the MCP server, and the suggestions for their arguments. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { indexHere } from '../support/engine-here.ts';
import { drawIndexed } from '../support/indexed.ts';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';
import { engineOptions } from '../support/test-engine.ts';

async function connected() {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawIndexed(folder, join(home, 'data'), {
    'red.jpg': 'red',
    'Trip/Sea/blue.png': 'blue',
    'Trip/lime.png': 'lime',
  });
  return connectInProcess([folder], join(home, 'data'));
}

it('are listed with titles, and made of what the person gives', async () => {
  const client = await connected();
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name, title }) => [name, title])).toEqual([
    ['find_photo', 'Find a photo I remember'],
    ['make_album', 'Make an album of'],
    ['clean_up_duplicates', 'Clean up duplicates'],
  ]);
  const tools = (await client.listTools()).tools.map(({ name }) => name);
  const given = { memory: 'a red door', subject: 'spring', folder: 'Pictures/Trip', keyword: 'beach' };
  for (const { name, arguments: fields = [] } of prompts) {
    const taken = fields
      .map((field) => [field.name, given[field.name as keyof typeof given]])
      .filter(([, value]) => value);
    const { messages } = await client.getPrompt({
      name,
      arguments: Object.fromEntries(taken) as Record<string, string>,
    });
    const text = JSON.stringify(messages);
    for (const [, value] of taken) expect(text).toContain(value);
    for (const [tool] of text.matchAll(/\w+_(?:images|duplicates)/g)) expect(tools).toContain(tool);
  }
});

async function suggestions(client: Client, argument: string, value: string) {
  const ref = { type: 'ref/prompt' as const, name: 'find_photo' };
  return (await client.complete({ ref, argument: { name: argument, value } })).completion.values;
}

it('suggest folders as they are typed, those that begin so first', async () => {
  const client = await connected();
  const suggested = (argument: string, value: string) => suggestions(client, argument, value);
  expect(await suggested('folder', '')).toEqual(['Pictures', 'Pictures/Trip', 'Pictures/Trip/Sea']);
  expect(await suggested('folder', 'TRIP')).toEqual(['Pictures/Trip', 'Pictures/Trip/Sea']);
  expect(await suggested('folder', 'nowhere')).toEqual([]);
  expect(await suggested('person', 'a')).toEqual([]);
});

it('suggest the keywords of the granted folders, without regard to case and accents', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(home, { 'Pictures/red.jpg': 'red', 'Pictures/blue.jpg': 'blue', 'Private/lime.jpg': 'lime' });
  const keywords = {
    'Pictures/red.jpg': ['Sea', '\u00c9t\u00e9'],
    'Pictures/blue.jpg': ['Sea', 'North Sea'],
    'Private/lime.jpg': ['Seal'],
  };
  for (const [path, words] of Object.entries(keywords)) {
    writeFileSync(join(home, `${path}.xmp`), xmp({}, { 'dc:subject': words }));
  }
  await indexHere(engineOptions({ dataDir: join(home, 'data') }), [home]);
  const client = await connectInProcess([folder], join(home, 'data'));
  expect(await suggestions(client, 'keyword', '')).toEqual(['Sea', 'North Sea', '\u00c9t\u00e9']);
  expect(await suggestions(client, 'keyword', 'sea')).toEqual(['Sea', 'North Sea']);
  expect(await suggestions(client, 'keyword', 'ete')).toEqual(['\u00c9t\u00e9']);
});
