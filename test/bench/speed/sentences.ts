/** What the bench of sentences asks: each kind of query as often as the others. */

import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import type { Names } from './sentences-library.ts';

/** All different: the searcher keeps what it has embedded. */
const ADJECTIVES = `old red small bright wooden empty crowded muddy shiny green quiet broken tall frozen colourful dusty
  narrow sunny`.split(/\s+/);
const SCENES =
  `house near the water|car on a road|child with a balloon|plate of food|street at night|tree in a field|table
  with flowers|group of people laughing|boat and birds|view from a window|horse behind a fence|tower in the fog|shop with
  a sign`
    .replace(/\s+/g, ' ')
    .split('|');
const WHEN = `last summer|in 2019|from march 2021|at christmas 2018|two years ago|in the winter of 2016|yesterday|august
  2014|over easter|in the nineties|on 3 may 2020|last weekend|since 2022`
  .replace(/\s+/g, ' ')
  .split('|');
const CJK =
  `東京の夜景|海辺の犬|去年の夏 海|生日蛋糕|下雪的山|猫の写真|2019年的照片 巴黎|바다에서 찍은 사진|작년 여름 서울|京都の桜|北京
  烤鸭|スクリーンショット 地図|雨の日の傘`
    .replace(/\n\s+/g, ' ')
    .split('|');

/** A query of each kind, by number: another one for each number. */
type Maker = (number: number, names: Names, pick: <T>(all: readonly T[]) => T) => string;

const scene = (number: number) => `${ADJECTIVES[number % ADJECTIVES.length]} ${SCENES[number % SCENES.length]}`;
const first = (name: string) => name.split(' ')[0]!;

const KINDS: Readonly<Record<string, Maker>> = {
  plain: scene,
  person: (number, { people }) => `${first(people[number]!)} ${SCENES[number % SCENES.length]!.split(' ')[0]}`,
  'person, place, date': (number, { people, places }, pick) =>
    `${people[number * 7]} in ${pick(places)} ${WHEN[number % WHEN.length]}`,
  'text words': (number, { words }, pick) => `${pick(words)} ${words[number * 31]} ${pick(words)}`,
  misspelled: (number, { words, keywords }) => {
    const [one, other] = [words[number * 53]!, keywords[number]!];
    return `${one.slice(0, 2)}x${one.slice(3)} ${other.slice(0, -2)}${other.at(-1)}${other.at(-2)}`;
  },
  long: (number, { people, places }, pick) =>
    `the ${scene(number)} that ${first(people[number]!)} and ${first(pick(people))} saw in ${pick(places)} on a walk
     ${WHEN[number % WHEN.length]}`.replace(/\s+/g, ' '),
  cjk: (number) => CJK[number % CJK.length]!,
  quoted: (number, { words }, pick) => `"${pick(words)} ${words[number * 17]}" ${SCENES[number % SCENES.length]}`,
};

export const KINDS_OF_SENTENCES = Object.keys(KINDS);

/** Make sentences: as many of each kind. */
export function sentences(names: Names, ofEach: number): { readonly kind: string; readonly query: string }[] {
  const random = seededRandom(11);
  const pick = <T>(all: readonly T[]) => all[Math.floor(all.length * random.next() ** 3)]!;
  return Array.from({ length: ofEach }, (_, number) =>
    Object.entries(KINDS).map(([kind, make]) => ({ kind, query: make(number, names, pick) })),
  ).flat();
}
