/** The page of `picsift open` in a real browser, over a real server and a real index. */

import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Frame, type Page } from 'playwright-core';
import { openGallery } from '../../../src/gallery/gallery.ts';
import { pageAddress, type Shown } from '../../../src/gallery/server/page-address.ts';
import { type GalleryServer, startServer } from '../../../src/gallery/server/server.ts';
import { resolveAddress } from '../../../src/http/address.ts';
import { drawLibrary } from '../app-host/drawn-library.ts';
import { CHROMIUM } from '../app-host/gallery-host.ts';
import { sharedFolder } from '../photos/drawings.ts';
import { engineOptions } from '../test-engine.ts';
import { SECRET } from './gallery-here.ts';

export interface ShownPage {
  readonly page: Page;
  /** As `looking.ts` wants it. */
  readonly app: Page;
  readonly frame: Frame;
  /** Addresses of other servers that the page has requested. */
  readonly requests: string[];
  /** Errors and warnings. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface PageServer {
  readonly folder: string;
  /** Open the page as `picsift open` does. */
  open(shown?: Shown, options?: BrowserContextOptions): Promise<ShownPage>;
  /** End the server, and let the pages stand. */
  stop(): Promise<void>;
  /** Start it again at the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Draw and index a library, serve it, and start a browser. The caller closes them. */
export async function startPageServer(): Promise<PageServer> {
  const home = sharedFolder();
  const [folder, dataDir] = [join(home, 'Pictures'), join(home, 'data')];
  await drawLibrary(folder, dataDir);
  const gallery = openGallery({ engine: engineOptions({ dataDir }), folders: [folder], rights: [], log: () => {} });
  // Chromium's own sandbox does not work for root.
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
  let server = await serve(0);

  async function serve(port: number): Promise<GalleryServer> {
    const address = await resolveAddress(`127.0.0.1:${port}`, 'PORT');
    return startServer({ gallery, address, secret: SECRET, isForPages: false, program: 'test' });
  }

  return {
    folder,
    async open(shown = {}, options = {}) {
      const usual = { locale: 'en-GB', viewport: { width: 900, height: 700 }, reducedMotion: 'reduce' } as const;
      const context = await browser.newContext({ ...usual, ...options });
      const page = await context.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => {
        if (!request.url().startsWith(`${server.origin}/`)) requests.push(request.url());
      });
      page.on('console', (message) => void complaints.push(message.text()));
      page.on('pageerror', (error) => void complaints.push(String(error)));
      await page.goto(pageAddress(server.origin, server.keys, shown));
      await page.getByRole('search').waitFor();
      return { page, app: page, frame: page.mainFrame(), requests, complaints, close: () => context.close() };
    },
    stop: () => server.close(),
    async start() {
      server = await serve(server.port);
    },
    async close() {
      await Promise.all([browser.close(), server.close()]);
      await gallery.close();
    },
  };
}
