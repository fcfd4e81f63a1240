/** The extension MCP Apps: who gets the gallery, and what it may do. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { drawIndexed } from '../../support/indexed.ts';
import { SHOWS_APPS } from '../../support/mcp/client.ts';
import { type InProcess, serveInProcess } from '../../support/mcp/http.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { COLOURS } from '../../support/test-engine.ts';

const PAGE = 'ui://picsift/gallery.html';
const IN_GALLERY = { ui: { resourceUri: PAGE } };

const home = sharedFolder();
let server: InProcess;

beforeAll(async () => {
  const folder = join(home, 'Pictures');
  await drawIndexed(folder, join(home, 'data'), COLOURS);
  server = await serveInProcess([folder], join(home, 'data'));
});
afterAll(() => server.close());

type Capabilities = NonNullable<NonNullable<ConstructorParameters<typeof Client>[1]>['capabilities']>;

const options = () => ({ requestInit: { headers: { authorization: `Bearer ${server.token}` } } });

async function connect(mode: 'legacy' | 'auto', capabilities: Capabilities): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(server.url, options()));
  onTestFinished(() => client.close());
  return client;
}

async function connectOlder(): Promise<OlderClient> {
  const client = new OlderClient({ name: 'test', version: '1' }, { capabilities: SHOWS_APPS });
  await client.connect(new OlderTransport(server.url, options()) as Transport);
  onTestFinished(() => client.close());
  return client;
}

describe.each(['legacy', 'auto'] as const)('a client of the protocol %s', (mode) => {
  it('that shows pages gets the gallery, and the tool that only the gallery calls', async () => {
    const client = await connect(mode, SHOWS_APPS);
    const { tools } = await client.listTools();
    const meta = Object.fromEntries(tools.map(({ name, _meta }) => [name, _meta]));
    expect(meta).toMatchObject({ search_images: IN_GALLERY, photo_previews: { ui: { visibility: ['app'] } } });
    expect(Object.keys(meta).filter((name) => meta[name])).toEqual([
      'search_images',
      'find_duplicates',
      'photo_previews',
    ]);
  });

  it.each([
    ['no extension', {}],
    ['another extension', { extensions: { 'com.example/ui': { mimeTypes: ['text/html;profile=mcp-app'] } } }],
    ['pages of another kind', { extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html'] } } }],
    ['no kind of pages', { extensions: { 'io.modelcontextprotocol/ui': {} } }],
  ])('that declares %s gets the tools without the gallery', async (_, capabilities) => {
    const [plain, all] = await Promise.all([connect(mode, capabilities), connect(mode, SHOWS_APPS)]);
    const { tools } = await plain.listTools();
    const expected = (await all.listTools()).tools
      .filter(({ name }) => name !== 'photo_previews')
      .map(({ _meta, ...tool }) => tool);
    expect(tools).toEqual(expected);
    expect(tools).toHaveLength(6);
  });
});

it('an older client that shows pages gets the gallery too', async () => {
  const { tools } = await (await connectOlder()).listTools();
  expect(tools.find(({ name }) => name === 'search_images')?._meta).toMatchObject(IN_GALLERY);
});

describe('the gallery', () => {
  it('is one document, small, that declares no address of the network', async () => {
    const client = await connect('auto', SHOWS_APPS);
    const { contents } = await client.readResource({ uri: PAGE });
    expect(contents).toHaveLength(1);
    const { uri, mimeType, _meta, ...content } = contents[0]!;
    expect({ uri, mimeType }).toEqual({ uri: PAGE, mimeType: 'text/html;profile=mcp-app' });
    const { ui } = _meta as { ui: { csp: Record<string, string[]>; permissions?: object } };
    expect(Object.values(ui.csp).flat()).toEqual([]);
    expect(ui).not.toHaveProperty('permissions');
    const { text } = content as { text: string };
    expect(text).toMatch(/^<!doctype html>/);
    // Nothing in it could be loaded from elsewhere: no address, and no element that loads one.
    expect(text).not.toMatch(/<(?:link|iframe|object|embed|base)\b|@import|url\(|\bsrc="|https?:\/\/(?!www\.w3\.org)/i);
    expect(gzipSync(text).length).toBeLessThan(60_000);
  });

  it('is in no list of resources, as the extension allows', async () => {
    const client = await connect('auto', SHOWS_APPS);
    expect((await client.listResources()).resources).toEqual([]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ name }) => name)).toEqual(['photo', 'photo-in-size']);
    await expect(client.readResource({ uri: 'ui://picsift/other.html' })).rejects.toThrow();
  });
});
