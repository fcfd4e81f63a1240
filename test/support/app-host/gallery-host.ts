/** The gallery in a real browser, in a host of MCP apps, over a real server and a real index. */

import { existsSync } from 'node:fs';
import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { chromium, type Frame, type FrameLocator, type Page } from 'playwright-core';
import { SHOWS_APPS } from '../mcp/client.ts';
import { type Csp, serveHost } from './host-server.ts';

/** Where the systems, and the machines of GitHub, install it. Playwright's own browsers are not downloaded. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
/** Undefined: no Chromium is installed. */
export const CHROMIUM = PLACES.find((place) => existsSync(place));

export interface AppHost {
  /** Show the gallery of `search_images` in the host's page, without an answer yet, instead of the one before. */
  open(options?: OpenOptions): Promise<ShownGallery>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Further fields of the host's context. */
  readonly context?: Record<string, unknown>;
}

export interface ShownGallery {
  readonly page: Page;
  /** The document of the app. */
  readonly app: FrameLocator;
  readonly frame: Frame;
  /** Tool calls of the app, in order. */
  readonly calls: { readonly name: string; readonly arguments: Record<string, unknown> }[];
  /** Addresses that any frame has requested, apart from the pages of the host itself. */
  readonly requests: string[];
  /** Errors and warnings of any frame. */
  readonly complaints: string[];
  /** What the host does with the app's calls: the server's answer, unless a test replaces it. */
  answerCall: (name: string, args: Record<string, unknown>) => Promise<unknown>;
  /** Call a tool as the assistant does, and pass arguments and answer to the app. */
  search(args: Record<string, unknown>, tool?: 'search_images' | 'find_duplicates'): Promise<void>;
  /** Call a function of the host page. */
  host(name: string, ...args: unknown[]): Promise<unknown>;
}

/** Start a server, a host and a browser. The caller closes them. */
export async function startAppHost(command: {
  command: string;
  args: string[];
  env: Record<string, string>;
}): Promise<AppHost> {
  const client = new Client({ name: 'test host', version: '1' }, { capabilities: SHOWS_APPS });
  const [server, browser] = await Promise.all([
    serveHost(),
    // Chromium's own sandbox does not work for root.
    chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] }),
    client.connect(new StdioClientTransport({ ...command, stderr: 'ignore' })),
  ]);
  const [page, resource] = await Promise.all([browser.newPage({ locale: 'en-GB' }), galleryOf(client)]);
  const sandbox = server.sandbox(resource.csp);
  let shown: ShownGallery | undefined;
  page.on('console', (message) => {
    if (!['log', 'debug'].includes(message.type())) shown?.complaints.push(message.text());
  });
  page.on('pageerror', (error) => void shown?.complaints.push(String(error)));
  page.on('request', (request) => {
    if (![server.page, sandbox].includes(request.url())) shown?.requests.push(request.url());
  });
  await page.exposeFunction('callTool', (params: ShownGallery['calls'][number]) => {
    shown?.calls.push(params);
    return shown?.answerCall(params.name, params.arguments);
  });
  await page.goto(server.page);

  return {
    async open({ theme = 'light', locale = 'en-GB', width = 760, height = 800, context = {} } = {}) {
      await page.setViewportSize({ width, height });
      // Nothing fades in, so nobody waits for it.
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      shown = galleryIn(page, client);
      const given = { theme, locale, displayMode: 'inline', ...context };
      await shown.host('showApp', sandbox, resource.html, given);
      return shown;
    },
    async close() {
      await Promise.all([browser.close(), client.close()]);
      server.close();
    },
  };
}

/** Read the page of `search_images`, as a host does. */
async function galleryOf(client: Client): Promise<{ html: string; csp: Csp }> {
  const { tools } = await client.listTools();
  const { ui } = tools.find(({ name }) => name === 'search_images')!._meta as { ui: { resourceUri: string } };
  const [content] = (await client.readResource({ uri: ui.resourceUri })).contents;
  const { csp } = (content!._meta as { ui: { csp: Csp } }).ui;
  return { html: (content as { text: string }).text, csp };
}

function galleryIn(page: Page, client: Client): ShownGallery {
  const call = async (name: string, args: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: args })) as CallToolResult;
  const host = (name: string, ...args: unknown[]) =>
    page.evaluate(`window[${JSON.stringify(name)}](...${JSON.stringify(args)})`);
  return {
    page,
    app: page.frameLocator('iframe').frameLocator('iframe'),
    get frame() {
      return page.frames().find((frame) => frame.url() === 'about:srcdoc')!;
    },
    calls: [],
    requests: [],
    complaints: [],
    answerCall: call,
    async search(args, tool = 'search_images') {
      await host('sendInput', args);
      await host('sendResult', await call(tool, args));
    },
    host,
  };
}
