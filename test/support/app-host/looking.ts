/** Looks at the gallery as its users do. */

import axe from 'axe-core';
import type { Frame, FrameLocator } from 'playwright-core';
import { expect } from 'vitest';

/** Where the gallery is: in a frame of a host, or as a page. */
export interface Looked {
  readonly app: Pick<FrameLocator, 'locator'>;
  readonly frame: Frame;
}

/** Photos on the screen. */
export const tiles = ({ app }: Looked) => app.locator('.tile:not(.skeleton *)');
/** Those whose picture has arrived. */
const loaded = ({ app }: Looked) => app.locator('.tile[data-state=loaded]');
/** Id of the photo that has the focus, or the text of another element. */
export const focused = ({ frame }: Looked) =>
  frame.evaluate<string>(`document.activeElement?.dataset.id ?? document.activeElement?.textContent ?? ''`);
export const idsOf = ({ frame }: Looked) =>
  frame.evaluate<string[]>(`[...document.querySelectorAll('[data-id]')].map((tile) => tile.dataset.id)`);

export async function allLoaded(gallery: Looked, count: number): Promise<void> {
  await expect.poll(() => loaded(gallery).count(), { timeout: 20_000 }).toBe(count);
}

/** Lists what keeps people from using the page, as axe-core finds it. */
export async function barriers(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  const found = await frame.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
    `axe.run({ resultTypes: ['violations'], preload: false, elementRef: false }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** CSS pixels by which the page is wider than its frame. */
export const overflow = ({ frame }: Looked) =>
  frame.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Descriptions of the photos, as loaded. */
export async function altTexts(gallery: Looked): Promise<string[]> {
  await allLoaded(gallery, await tiles(gallery).count());
  return gallery.frame.evaluate<string[]>('[...document.images].map(({ alt }) => alt)');
}
