/**
 * The questions of tasks.ts as they had to be answered when the server had four tools: search_images, view_images,
 * library_status and reindex. Only what was done in another way is here.
 */

import type { Answer, Call, Task } from './play.ts';
import { ANNA, BEST_DOGS, COPIES, KYOTO_BY_YEAR, SIGN } from './tasks.ts';

interface Found {
  readonly id: string;
  readonly takenAt: string | null;
  readonly similar: number;
}

async function allResults(call: Call, search: Record<string, unknown>): Promise<Found[]> {
  const found: Found[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { data }: Answer = await call('search_images', { ...search, limit: 50, ...(cursor && { cursor }) });
    found.push(...data.results);
    cursor = data.next;
  }
  return found;
}

export const FORMER_TASKS: readonly Task[] = [
  BEST_DOGS,
  {
    ...KYOTO_BY_YEAR,
    async play(call) {
      const years = new Map<string, number>();
      for (const { takenAt } of await allResults(call, { near: 'Kyoto' })) {
        const year = takenAt?.slice(0, 4) ?? 'not known';
        years.set(year, (years.get(year) ?? 0) + 1);
      }
      return Array.from(years, ([year, photos]) => `${year}: ${photos}`).join(', ');
    },
  },
  SIGN,
  {
    ...COPIES,
    async play(call) {
      const groups = (await allResults(call, { query: 'a photo' })).filter(({ similar }) => similar > 0);
      for (const { id, similar } of groups)
        await call('search_images', { similarTo: id, all: true, limit: similar + 1 });
      return `${groups.length} groups of photos that are alike; no answer has the size of a file`;
    },
  },
  ANNA,
];
