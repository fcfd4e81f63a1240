/** The page of `picsift open` in a real browser: by keyboard, its address, light, dark and narrow, and with a server that ends. */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/app-host/gallery-host.ts';
import { altTexts, barriers, focused, idsOf, overflow, tiles } from '../../support/app-host/looking.ts';
import { type PageServer, type ShownPage, startPageServer } from '../../support/gallery/shown-page.ts';

let server: PageServer;

beforeAll(async () => {
  if (CHROMIUM !== undefined) server = await startPageServer();
});
afterAll(() => server?.close());

/** Opens the page for a test, and checks at its end that nothing went wrong unseen. */
function inPage(given: Parameters<PageServer['open']>, test: (shown: ShownPage) => Promise<void>): () => Promise<void> {
  return async () => {
    const shown = await server.open(...given);
    await test(shown);
    expect(shown.requests).toEqual([]);
    expect(shown.complaints).toEqual([]);
    await shown.close();
  };
}

/** Of 46 photos: two have copies. */
const GROUPS = 43;
/** Other tests use the processor too. */
const SOON = { timeout: 10_000 };
const query = ({ page }: ShownPage) => new URL(page.url()).search;
const status = ({ page }: ShownPage) => page.getByRole('status').textContent();

describe.runIf(CHROMIUM !== undefined)('the page', () => {
  it(
    'shows the newest photos, searches by keyboard, and goes back and forward',
    inPage([{ folder: 'Pictures' }], async (shown) => {
      const { page } = shown;
      const field = page.getByRole('searchbox');
      await expect.poll(() => tiles(shown).count(), SOON).toBe(46);
      expect(await status(shown)).toBe('46 of 46 photos');
      const newest = await idsOf(shown);
      await page.keyboard.press('/');
      await page.keyboard.type('no red');
      await page.keyboard.press('Escape');
      expect(await field.inputValue()).toBe('');
      await page.keyboard.type('red');
      await page.keyboard.press('Enter');
      await expect.poll(() => status(shown), SOON).toMatch(/of 46 photos · \w+ matches$/);
      expect(query(shown)).toBe('?q=red&folder=Pictures');
      await expect.poll(() => tiles(shown).count(), SOON).toBe(GROUPS);
      const red = await idsOf(shown);
      expect(red).not.toEqual(newest);

      await page.reload();
      await expect.poll(() => idsOf(shown), SOON).toEqual(red);
      expect(await field.inputValue()).toBe('red');
      await page.goBack();
      await expect.poll(() => idsOf(shown), SOON).toEqual(newest);
      expect(await field.inputValue()).toBe('');
      await page.goForward();
      await expect.poll(() => idsOf(shown), SOON).toEqual(red);
    }),
  );

  it(
    'opens photos by keyboard, shows more like one, and comes back to where one was',
    inPage([{ words: 'red' }], async (shown) => {
      const { page } = shown;
      const dialog = page.getByRole('dialog');
      await expect.poll(() => tiles(shown).count(), SOON).toBe(GROUPS);
      const ids = await idsOf(shown);
      await page.getByRole('searchbox').press('Tab');
      expect(await focused(shown)).toBe(ids[0]);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await dialog.getByText(`2 of ${GROUPS}`).waitFor();
      await expect.poll(() => dialog.locator('img').getAttribute('src'), SOON).toMatch(/\/preview\?v=\w{16}$/);
      await page.keyboard.press('/');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await focused(shown)).toBe(ids[2]);

      await page.evaluate('scrollTo(0, 300)');
      await tiles(shown).nth(20).press('Enter');
      const scrollY = await page.evaluate('scrollY');
      await dialog.getByRole('button', { name: 'More like this' }).press('Enter');
      await expect.poll(() => page.getByRole('heading').textContent(), SOON).toMatch(/^Like /);
      expect(query(shown)).toBe(`?like=${ids[20]}`);
      await expect.poll(() => idsOf(shown), SOON).not.toEqual(ids);
      expect(await idsOf(shown)).not.toContain(ids[20]);
      await page.goBack();
      await expect.poll(() => idsOf(shown), SOON).toEqual(ids);
      expect(await page.evaluate('scrollY')).toBe(scrollY);
    }),
  );

  it.each([
    { colorScheme: 'dark', locale: 'de-DE', viewport: { width: 320, height: 640 } },
    { colorScheme: 'light', locale: 'en', viewport: { width: 1_400, height: 900 } },
  ] as const)('fits $viewport.width pixels in $colorScheme, $locale, without barriers', (options) =>
    inPage([{ words: 'a wedding in a church' }, options], async (shown) => {
      const isGerman = options.locale !== 'en';
      const weak = isGerman ? 'Nichts passt gut. Das kommt am nächsten.' : 'Nothing fits well. These come closest.';
      await expect.poll(() => status(shown), SOON).toBe(weak);
      await expect.poll(() => shown.page.locator('.tile img').count(), SOON).toBeGreaterThan(23);
      expect(await overflow(shown)).toBe(0);
      expect(await barriers(shown.frame)).toEqual([]);
      await tiles(shown).first().click();
      await shown.page
        .getByRole('dialog')
        .getByText(isGerman ? '1 von' : '1 of')
        .waitFor();
      expect(await barriers(shown.frame)).toEqual([]);
      expect(await overflow(shown)).toBe(0);
    })(),
  );

  it('says when the server has ended, and goes on when it is back', async () => {
    const shown = await server.open({ words: 'red' });
    const { page } = shown;
    await expect.poll(() => tiles(shown).count(), SOON).toBe(GROUPS);
    await server.stop();
    await page.getByText('picsift cannot be reached.').waitFor();
    await page.getByRole('searchbox').fill('blue');
    await page.getByRole('searchbox').press('Enter');
    await page.getByText('The search did not work').waitFor();
    expect(await barriers(shown.frame)).toEqual([]);
    await server.start();
    await expect.poll(() => tiles(shown).count(), SOON).toBe(GROUPS);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(shown.complaints.filter((text) => !/ERR_(CONNECTION|INCOMPLETE)/.test(text))).toEqual([]);
    await shown.close();
  });

  it('takes a photo away that was deleted meanwhile', async () => {
    const names = readdirSync(join(server.folder, '2024/summer'));
    rmSync(join(server.folder, '2024/summer', names[0]!));
    const shown = await server.open();
    await expect.poll(() => tiles(shown).count(), SOON).toBe(45);
    expect(await altTexts(shown)).not.toContainEqual(expect.stringContaining(names[0]!));
    await shown.close();
  });
});
