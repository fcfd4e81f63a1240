/**
 * Five questions, and the calls that answer them, written down by hand. In the library of library/photos.ts the right
 * answers are known.
 */

import type { Task } from './play.ts';

interface Found {
  readonly id: string;
  readonly path: string;
}

const NAME = /[^/]+$/;
const nameOf = ({ path }: Found) => NAME.exec(path)![0];
const idsOf = (photos: readonly Found[]) => photos.map(({ id }) => id);

export const BEST_DOGS: Task = {
  question: 'the three best pictures of a dog in the snow from 2019',
  right: /^(?=.*IMG_1046)(?=.*IMG_1047)IMG_104[4-7]\.jpg, IMG_104[4-7]\.jpg, IMG_104[4-7]\.jpg$/,
  async play(call) {
    const { data } = await call('search_images', { query: 'a dog in the snow', taken: '2019' });
    const shown: Found[] = data.results.slice(0, 6);
    const { text } = await call('view_images', { ids: idsOf(shown) });
    // What it shows is looked at; the stars say which of these the user likes best.
    const starsOf = ({ id }: Found) => Number(new RegExp(`${id}.*?(\\d) of 5 stars`).exec(text)?.[1] ?? 0);
    return shown
      .toSorted((a, b) => starsOf(b) - starsOf(a))
      .slice(0, 3)
      .map(nameOf)
      .join(', ');
  },
};

export const KYOTO_BY_YEAR: Task = {
  question: 'how many photos did I take in Kyoto, by year',
  right: /^2021: 8, 2018: 23, 2016: 12$/,
  async play(call) {
    const { data } = await call('browse_library', { by: 'year', near: 'Kyoto' });
    return data.items.map(({ name, photos }: { name: string; photos: number }) => `${name}: ${photos}`).join(', ');
  },
};

export const SIGN: Task = {
  question: 'what does the sign say in the photo with the red door',
  right: /^THE ?WHALE ?INN$/,
  async play(call) {
    const { data } = await call('search_images', { query: 'a red door with a sign', limit: 3 });
    const { text } = await call('view_images', { ids: idsOf(data.results) });
    return /^1\. .*text in the picture: ([^|]*?)(?: \||$)/m.exec(text)?.[1] ?? 'no text';
  },
};

export const COPIES: Task = {
  question: 'which photos are copies and how much would I win',
  right: /^4 groups, 5 files to delete, [\d.]+ kB$/,
  async play(call) {
    const { data } = await call('find_duplicates');
    const spare = data.groups.flatMap(({ photos }: { photos: object[] }) => photos.slice(1));
    return `${data.total} groups, ${spare.length} files to delete, ${(data.frees / 1_000).toFixed(1)} kB`;
  },
};

export const ANNA: Task = {
  question: 'show me all pictures with Anna',
  right: /^34 of 34$/,
  async play(call) {
    const photos: Found[] = [];
    const search = { person: ['Anna'], limit: 50 };
    let answer = await call('search_images', search);
    photos.push(...answer.data.results);
    while (answer.data.next !== null) {
      answer = await call('search_images', { ...search, cursor: answer.data.next });
      photos.push(...answer.data.results);
    }
    return `${photos.length} of ${answer.data.total}`;
  },
};

export const TASKS: readonly Task[] = [BEST_DOGS, KYOTO_BY_YEAR, SIGN, COPIES, ANNA];
