/** Questions to the user of a server process, as the configuration allows them; and a user who never answers. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';
import { readMetadata } from '../../../src/library/metadata/read-metadata.ts';
import { askUser } from '../../../tools/confirmation/ask-user.ts';
import { openQuestions } from '../../../tools/confirmation/open-questions.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { CLIENTS, CONFIRMED } from '../../support/mcp/client.ts';
import { indexedPictures } from '../../support/mcp/pictures.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

function allowTagging(home: string): void {
  mkdirSync(join(home, 'config'), { recursive: true });
  writeFileSync(join(home, 'config', 'config.json'), '{ "mcp": { "allowTagging": true } }');
}

it('the newest client asks, and the server writes', async () => {
  const home = temporaryFolder();
  const folder = await indexedPictures(home, home);
  allowTagging(home);
  const client = await CLIENTS['client 2.4, 2026 protocol']!({ home, folders: [folder] }, () => CONFIRMED);
  const { results } = (await client.call('search_images', { type: ['jpeg'] })).data;
  const ids = results.map(({ id }: { id: string }) => id);
  const { data } = await client.call('tag_images', { ids, add: ['beach'] });
  expect(data).toMatchObject({ state: 'written', photos: [{ outcome: 'written' }, { outcome: 'written' }] });
  expect(readMetadata(readFileSync(join(folder, 'red.jpg'))).keywords).toEqual(['beach']);
});

it('leaves each photo either written or as it was when the client disconnects in the middle', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  const names = Array.from({ length: 6 }, (_, n) => `${n}.jpg`);
  await drawIndexed(folder, join(home, 'data'), Object.fromEntries(names.map((name, n) => [name, `rgb(${n}, 90, 9)`])));
  allowTagging(home);
  const connect = () => CLIENTS['client 2.4, 2025 protocol']!({ home, folders: [folder] }, () => CONFIRMED);
  const client = await connect();
  const { results } = (await client.call('search_images', { all: true })).data;
  const ids = results.map(({ id }: { id: string }) => id);
  const onprogress = ({ message = '' }) => {
    if (/of 6 changes/.test(message)) void client.close();
  };
  await expect(client.call('tag_images', { ids, add: ['beach'] }, { onprogress })).rejects.toThrow();
  await client.close();
  const keywords = () => names.map((name) => readMetadata(readFileSync(join(folder, name))).keywords.join());
  expect(new Set(keywords())).toEqual(new Set(['', 'beach']));

  const { data } = await (await connect()).call('tag_images', { ids, add: ['beach'] });
  expect(data.photos.filter(({ outcome }: { outcome: string }) => outcome === 'refused')).toEqual([]);
  expect(keywords()).toEqual(names.map(() => 'beach'));
});

it('gives up when nobody answers', async () => {
  const server = new McpServer({ name: 'test', version: '1' });
  const progress = { report() {}, end() {} };
  server.registerTool('ask', {}, async (context) => {
    const question = { message: 'Well?', label: 'yes', call: '', subject: {} };
    const reply = await askUser({ context, progress }, openQuestions(), question, 20);
    return { content: [{ type: 'text', text: JSON.stringify(reply) }] };
  });
  const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
  const isGivenUp = new Promise((resolve) => {
    client.setRequestHandler('elicitation/create', (_question, { mcpReq }) => {
      mcpReq.signal.addEventListener('abort', resolve);
      return new Promise(() => {});
    });
  });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  await client.connect(ours);
  const { content } = await client.callTool({ name: 'ask' });
  expect(JSON.parse((content as { text: string }[])[0]!.text)).toEqual({
    kind: 'not confirmed',
    why: 'the user did not answer in time',
  });
  // The form goes away.
  await isGivenUp;
  await client.close();
});
