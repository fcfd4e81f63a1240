/** The gallery in a real browser: what it shows, by keyboard alone, light, dark and narrow, and without the network. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLibrary, HTML_NAME } from '../../support/app-host/drawn-library.ts';
import {
  type AppHost,
  CHROMIUM,
  type OpenOptions,
  type ShownGallery,
  startAppHost,
} from '../../support/app-host/gallery-host.ts';
import { allLoaded, altTexts, barriers, focused, idsOf, overflow, tiles } from '../../support/app-host/looking.ts';
import { cliEnvironment, MAIN } from '../../support/cli.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';

const home = sharedFolder();
const folder = join(home, 'Pictures');
let host: AppHost;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  await drawLibrary(folder, join(home, 'data'));
  const env = { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' };
  host = await startAppHost({ command: process.execPath, args: ['--', MAIN, 'mcp', folder], env });
});
afterAll(() => host?.close());

it('runs in a real browser, which must be installed where a change is judged', () => {
  if (CHROMIUM === undefined) process.stderr.write('The gallery was not tested: no Chromium is installed.\n');
  expect(CHROMIUM !== undefined || process.env.CI === undefined).toBe(true);
});

/** Opens the gallery for a test, and checks at its end that nothing went wrong unseen. */
function inGallery(options: OpenOptions, test: (gallery: ShownGallery) => Promise<void>): () => Promise<void> {
  return async () => {
    const gallery = await host.open(options);
    await test(gallery);
    expect(gallery.requests).toEqual([]);
    expect(gallery.complaints).toEqual([]);
  };
}

describe.runIf(CHROMIUM !== undefined)('the gallery', () => {
  it(
    'shows the photos of an answer in rows that do not move when the pictures arrive',
    inGallery({}, async (gallery) => {
      let answer = () => {};
      const asked = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { answerCall } = gallery;
      gallery.answerCall = (name, args) => asked.then(() => answerCall(name, args));
      await gallery.search({ query: 'red', limit: 12 });
      await tiles(gallery).nth(11).waitFor();
      const places = () =>
        gallery.frame.evaluate(`[...document.querySelectorAll('.tile')].map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect();
        return [x, y, width, height];
      })`);
      const before = await places();
      answer();
      await allLoaded(gallery, 12);
      expect(await places()).toEqual(before);
      expect(await gallery.app.getByRole('heading').textContent()).toBe('red');
      expect(await gallery.app.getByRole('status').textContent()).toMatch(/^12 of 46 photos · \w+ matches$/);
      // Few calls, of previews only.
      expect(gallery.calls.map(({ name }) => name)).toEqual(['photo_previews', 'photo_previews']);
    }),
  );

  it(
    'is used by keyboard alone: photos, lightbox, more, more like this',
    inGallery({}, async (gallery) => {
      const { page, app } = gallery;
      await gallery.search({ query: 'red', limit: 10 });
      await allLoaded(gallery, 10);
      const ids = await idsOf(gallery);
      await app.locator('body').press('Tab');
      expect(await focused(gallery)).toBe(ids[0]);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await focused(gallery)).toBe(ids[2]);
      await page.keyboard.press('Enter');
      const dialog = app.getByRole('dialog');
      await dialog.waitFor();
      const position = dialog.getByText(/^\d+ of \d+$/);
      await expect.poll(() => position.textContent()).toMatch(/^3 of /);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => position.textContent()).toMatch(/^4 of /);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => position.textContent()).toMatch(/^2 of /);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await focused(gallery)).toBe(ids[1]);

      await page.keyboard.press('Tab');
      expect(await focused(gallery)).toBe('Show more');
      await page.keyboard.press('Enter');
      await allLoaded(gallery, 34);
      const more = await idsOf(gallery);
      expect(new Set(more).size).toBe(34);
      expect(await focused(gallery)).toBe(more[10]);

      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'More like this' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => app.getByRole('heading').textContent()).toMatch(/^Like /);
      await dialog.waitFor({ state: 'detached' });
      await allLoaded(gallery, 24);
      await app.getByRole('button', { name: 'Back' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => tiles(gallery).count()).toBe(34);
      expect(await app.getByRole('heading').textContent()).toBe('red');
    }),
  );

  it(
    'shows names as text, whatever is in them, and groups with a count',
    inGallery({}, async (gallery) => {
      const { app, frame } = gallery;
      await gallery.search({ query: 'red', folder: 'odd names', limit: 10 });
      await allLoaded(gallery, 4);
      expect(await altTexts(gallery)).toContainEqual(
        expect.stringMatching(/^赤い写真 夏の海岸\.jpg, \d+ August 2023$/),
      );
      await app.getByAltText(HTML_NAME).click();
      const dialog = app.getByRole('dialog');
      expect(await dialog.locator('.name').textContent()).toBe(HTML_NAME);
      expect(await frame.evaluate(`document.querySelectorAll('img[src=x]').length`)).toBe(0);
      await dialog.getByRole('button', { name: 'Close' }).click();

      await gallery.search({ query: 'noise', limit: 1 });
      await allLoaded(gallery, 1);
      expect(await app.locator('.badge').textContent()).toBe('32 more near-identical shots');
      await tiles(gallery).first().click();
      expect(await dialog.locator('.facts').textContent()).toContain('2 more near-identical shots');
    }),
  );

  it(
    'shows duplicates: the best photo of each group, the other groups, and the copies',
    inGallery(
      { context: { toolInfo: { tool: { name: 'find_duplicates', inputSchema: { type: 'object' } } } } },
      async (gallery) => {
        const { app } = gallery;
        await gallery.search({ limit: 1 }, 'find_duplicates');
        await allLoaded(gallery, 1);
        expect(await app.getByRole('heading').textContent()).toBe('Duplicates');
        expect(await app.getByRole('status').textContent()).toMatch(/^1 of 2 groups · [\d.]+ kB in copies$/);
        await app.getByRole('button', { name: 'Show more' }).click();
        await allLoaded(gallery, 2);
        expect(gallery.calls).toContainEqual({ name: 'find_duplicates', arguments: { limit: 24, skip: 1 } });
        await tiles(gallery).first().click();
        await app.getByRole('button', { name: 'Show its copies' }).click();
        await expect.poll(() => tiles(gallery).count()).toBeGreaterThan(2);
        const alts = await altTexts(gallery);
        expect(alts.slice(0, 2)).toEqual([
          expect.stringMatching(/^(noise|static)/),
          expect.stringMatching(/^(noise|static)/),
        ]);
      },
    ),
  );

  it.each([
    { theme: 'dark', width: 760, height: 700, locale: 'de-DE' },
    { theme: 'light', width: 320, height: 640, locale: 'en' },
    { theme: 'light', width: 1_400, height: 900, locale: 'de-AT' },
  ] as const)('fits $width pixels, $theme, in $locale', (options) =>
    inGallery(options, async (gallery) => {
      const { app, frame } = gallery;
      await gallery.search({ query: 'red photos from august 2023', limit: 10 });
      await allLoaded(gallery, 10);
      const german = options.locale.startsWith('de');
      expect(await app.locator('.more').textContent()).toBe(german ? 'Mehr anzeigen' : 'Show more');
      expect(await app.locator('.head .chip').count()).toBeGreaterThan(0);
      expect(await overflow(gallery)).toBe(0);
      expect(await barriers(frame)).toEqual([]);
      const background = await frame.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      expect(background).toBe(options.theme === 'dark' ? 'rgb(27, 27, 29)' : 'rgb(255, 255, 255)');
      await tiles(gallery).nth(3).click();
      await app.getByRole('dialog').getByRole('img').waitFor();
      expect(await overflow(gallery)).toBe(0);
      expect(await barriers(frame)).toEqual([]);
    })(),
  );

  it(
    'opens a photo in the part of a long page that is on the screen',
    inGallery({ height: 500 }, async (gallery) => {
      const { page, app } = gallery;
      await gallery.search({ query: 'red', limit: 20 });
      await allLoaded(gallery, 20);
      await expect.poll(() => page.evaluate<number>('document.documentElement.scrollHeight')).toBeGreaterThan(900);
      await page.evaluate('scrollTo(0, 300)');
      await tiles(gallery).nth(10).press('Enter');
      const dialog = app.getByRole('dialog');
      await expect.poll(() => dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 760, height: 500 });
      expect(await page.evaluate('scrollY')).toBe(300);
    }),
  );

  it(
    'says what happens: searching, nothing, failure, cancellation',
    inGallery({}, async (gallery) => {
      const { app, frame } = gallery;
      await gallery.host('sendInput', { query: 'sunset' });
      await expect.poll(() => app.getByRole('status').textContent()).toBe('Searching…');
      expect(await app.locator('.skeleton .tile').count()).toBe(6);
      await gallery.host('sendCancelled');
      await app.getByText('The search was cancelled').waitFor();

      await gallery.search({ query: 'a wedding in a church', limit: 3 });
      await expect.poll(() => app.getByRole('status').textContent()).toBe('Nothing fits well. These come closest.');
      await gallery.search({ query: 'red', after: '2040' });
      await app.getByText('No photos found').waitFor();
      await app.getByText('No photo passes the filters, or nothing is indexed yet.').waitFor();

      await gallery.search({ query: 'red', near: 'Nowhere <b>at all</b>', limit: 2 });
      await app.getByText('Nowhere <b>at all</b>').waitFor();
      expect(await barriers(frame)).toEqual([]);
      const { answerCall } = gallery;
      gallery.answerCall = (name, { near: _, ...args }) => answerCall(name, args);
      await app.getByRole('button', { name: 'Try again' }).click();
      await allLoaded(gallery, 2);
    }),
  );

  it(
    'tries again what the host has refused: pictures, and further photos',
    inGallery({}, async (gallery) => {
      const { app } = gallery;
      const { answerCall } = gallery;
      gallery.answerCall = () => Promise.reject(new Error('The person said no.'));
      await gallery.search({ query: 'red', limit: 4 });
      await app.getByText('Some pictures could not be loaded.').waitFor();
      await app.getByRole('button', { name: 'Show more' }).click();
      await app.getByText('More photos could not be loaded.').waitFor();
      gallery.answerCall = answerCall;
      await app.getByRole('button', { name: 'Try again' }).first().click();
      await allLoaded(gallery, 4);
      await app.getByRole('button', { name: 'Try again' }).click();
      await allLoaded(gallery, 28);
    }),
  );

  it(
    'follows the host: colours, language, full screen, motion, the end',
    inGallery({ context: { availableDisplayModes: ['inline', 'fullscreen'] } }, async (gallery) => {
      const { app, frame, page } = gallery;
      await gallery.search({ query: 'red', limit: 4 });
      await allLoaded(gallery, 4);
      const style = (what: string) => frame.evaluate<string>(`getComputedStyle(document.documentElement)${what}`);
      const variables = { '--color-background-primary': 'rgb(1, 2, 3)', '--evil': 'url(https://example.com/)' };
      await gallery.host('changeContext', { theme: 'dark', locale: 'de', styles: { variables } });
      await app.getByText('Mehr anzeigen').waitFor();
      expect(await style('.backgroundColor')).toBe('rgb(1, 2, 3)');
      expect(await style('.colorScheme')).toBe('dark');
      expect(await style(`.getPropertyValue('--evil')`)).toBe('');
      expect(await frame.evaluate('document.documentElement.lang')).toBe('de');

      await app.getByRole('button', { name: 'Vollbild' }).click();
      await app.getByRole('button', { name: 'Vollbild verlassen' }).waitFor();
      await expect.poll(() => frame.evaluate('innerHeight')).toBe(800);
      const duration = () => frame.evaluate(`getComputedStyle(document.querySelector('.tile img')).animationDuration`);
      expect(await duration()).toBe('0s');
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      expect(await duration()).not.toBe('0s');
      expect(await gallery.host('tearDown')).toEqual({});
    }),
  );

  it('has no way to the network: the host forbids it, and would be told', async () => {
    const gallery = await host.open();
    const allowed = await gallery.frame.evaluate(`fetch('http://127.0.0.1:9/').then(() => true, () => false)`);
    expect(allowed).toBe(false);
    // The checks of the other tests would have seen it.
    await expect.poll(() => gallery.complaints.join()).toMatch(/Content Security Policy/);
  });
});
