/** What a client shows of tools, prompts and resources before anything is called: names, titles, hints, icons. */

import sharp from 'sharp';
import { expect, it } from 'vitest';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const connected = () => connectInProcess([temporaryFolder()], temporaryFolder());

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const TOOLS = {
  search_images: READS,
  view_images: READS,
  browse_library: READS,
  find_duplicates: READS,
  library_status: READS,
  reindex: { ...READS, readOnlyHint: false },
  photo_previews: READS,
  tag_images: { ...READS, readOnlyHint: false, destructiveHint: true },
};
/** Programs put all schemas before each conversation: they cost the user money. */
const MOST_CHARACTERS = 28_000;
const MOST_OF_AN_ICON = 400;

it('tools have a title, a description, all hints, an icon, and a meaning for each argument', async () => {
  const client = await connected();
  const { tools } = await client.listTools();
  expect(Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]))).toEqual(TOOLS);
  for (const { name, title, description, icons, inputSchema } of tools) {
    expect(title, name).toMatch(/^[A-Z][\w ]{5,40}$/);
    expect(description!.length, name).toBeGreaterThan(80);
    expect(description!.length, name).toBeLessThan(2_000);
    expect(JSON.stringify(icons).length, name).toBeLessThan(MOST_OF_AN_ICON);
    for (const [argument, schema] of Object.entries(inputSchema.properties ?? {})) {
      const { description, ...values } = schema as { readonly description?: string };
      // Names of choices and limits of numbers are enough: each word is read in every conversation.
      if ('enum' in values || 'maximum' in values) continue;
      expect(description, `${name}.${argument}`).toMatch(/\w/);
    }
  }
  expect(new Set(tools.map(({ title }) => title)).size).toBe(tools.length);
  expect(JSON.stringify(tools).length).toBeLessThan(MOST_CHARACTERS);
  const { photo_previews: _, ...forModels } = TOOLS;
  for (const name of Object.keys(forModels)) expect(client.getInstructions()).toContain(name);
});

it('icons are small drawings: one for each tool, and two themes for the server', async () => {
  const client = await connected();
  const server = client.getServerVersion()!;
  expect(server.title).toMatch(/picsift/);
  expect(server.icons!.map(({ theme }) => theme)).toEqual(['light', 'dark']);
  const icons = [...server.icons!, ...(await client.listTools()).tools.flatMap(({ icons = [] }) => icons)];
  expect(new Set(icons.map(({ src }) => src)).size).toBe(2 + Object.keys(TOOLS).length);
  for (const { src, mimeType } of icons) {
    expect(src.length).toBeLessThan(1_024);
    const [, type, data] = /^data:([^;]+);base64,([\w+/]+=*)$/.exec(src)!;
    expect(type).toBe(mimeType);
    const { data: pixels, info } = await sharp(Buffer.from(data!, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([24, 24]);
    // Neither empty nor full.
    const drawn = pixels.filter((_, at) => at % 4 === 3).filter((alpha) => alpha > 128).length;
    expect(drawn).toBeGreaterThan(20);
    expect(drawn).toBeLessThan(300);
  }
});

it('prompts have a title, a description, and a meaning for each argument', async () => {
  const { prompts } = await (await connected()).listPrompts();
  expect(prompts.length).toBeGreaterThan(0);
  for (const { name, title, description, arguments: fields = [] } of prompts) {
    expect([title, description], name).toEqual([expect.stringMatching(/\w{4}/), expect.stringMatching(/\.$/)]);
    for (const field of fields) expect(field.description, `${name}.${field.name}`).toMatch(/\w/);
  }
});

it('resources have a title, a description and an audience', async () => {
  const { resourceTemplates } = await (await connected()).listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['photo://{id}', 'photo://{id}{?size}']);
  for (const { name, title, description, annotations } of resourceTemplates) {
    expect([title, description], name).toEqual([expect.stringMatching(/\w{4}/), expect.stringMatching(/\w{4}/)]);
    expect(annotations, name).toEqual({ audience: ['user', 'assistant'] });
  }
});
