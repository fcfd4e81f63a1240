/** The prompts of the MCP server, and the suggestions for their arguments. */

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawIndexed } from '../support/indexed.ts';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

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
  const given = { memory: 'a red door', subject: 'spring', folder: 'Pictures/Trip' };
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

it('suggest folders as they are typed, those that begin so first', async () => {
  const client = await connected();
  const suggested = async (argument: string, value: string) => {
    const ref = { type: 'ref/prompt' as const, name: 'find_photo' };
    return (await client.complete({ ref, argument: { name: argument, value } })).completion.values;
  };
  expect(await suggested('folder', '')).toEqual(['Pictures', 'Pictures/Trip', 'Pictures/Trip/Sea']);
  expect(await suggested('folder', 'TRIP')).toEqual(['Pictures/Trip', 'Pictures/Trip/Sea']);
  expect(await suggested('folder', 'nowhere')).toEqual([]);
  expect(await suggested('person', 'a')).toEqual([]);
});
