/** Names of places in many languages -> the photos that were taken there. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folded } from '../../../../src/base/fold.ts';
import { packageRoot } from '../../../../src/base/paths.ts';
import { cities } from '../../../../src/library/places/cities.ts';
import { placesNamed } from '../../../../src/library/places/name-table.ts';
import { isOrdinaryName } from '../../../../src/library/places/ordinary-words.ts';
import type { Word } from '../../../../src/search/query/vocabulary/place-words.ts';
import { findMisspelledPlaces, findPlaces } from '../../../../src/search/query/vocabulary/places.ts';
import { tableOf } from '../../../support/catalogs/known-library.ts';

/** One photo at each, in a row of the table. */
const PHOTOS = {
  venice: [45.434, 12.3388],
  munich: [48.1374, 11.5755],
  cologne: [50.9413, 6.9583],
  vienna: [48.2084, 16.3731],
  geneva: [46.2044, 6.1432],
  prague: [50.0755, 14.4378],
  warsaw: [52.2297, 21.0122],
  florence: [43.7696, 11.2558],
  lisbon: [38.7223, -9.1393],
  seville: [37.3891, -5.9845],
  nice: [43.7102, 7.262],
  london: [51.5074, -0.1278],
  moscow: [55.7558, 37.6173],
  kyoto: [35.0116, 135.7681],
  beijing: [39.9042, 116.4074],
  seoul: [37.5665, 126.978],
  newYork: [40.7128, -74.006],
  sanFrancisco: [37.7749, -122.4194],
  sapporo: [43.0618, 141.3545],
  rio: [-22.9068, -43.1729],
  bengaluru: [12.9716, 77.5946],
  hallstatt: [47.5622, 13.6493],
  lindau: [47.546, 9.684],
  warnemuende: [54.18, 12.08],
  palma: [39.5696, 2.6502],
  honolulu: [21.3069, -157.8583],
  yosemite: [37.7456, -119.5936],
} as const satisfies Record<string, readonly [number, number]>;
type Photo = keyof typeof PHOTOS;
const NAMES = Object.keys(PHOTOS) as Photo[];

/** The last row is a photo whose place is not known. */
const table = tableOf([...Object.values(PHOTOS), [Number.NaN, Number.NaN]]);
const everything = new Uint8Array(table.count).fill(1);

/** The words of a text that separates them with spaces. */
function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
    return { start: index, end: index + word.length, plain: folded(word) };
  });
}

const find = (text: string, { mask = everything, coarsePlaces = false } = {}) =>
  findPlaces(wordsOf(text), { table, mask, coarsePlaces });

/** The photos of all places that a text names. */
function photosFor(text: string): string[] {
  const found = find(text);
  return NAMES.filter((_, row) => found.some(({ place }) => place.has(row)));
}

describe('cities', () => {
  it.each<[Photo, string]>([
    ['venice', 'Venice Venedig Venise Venecia Venezia Veneza Venetië ヴェネツィア ベニス 威尼斯 베네치아 Венеция'],
    ['munich', 'Munich München Muenchen Múnich Munique ミュンヘン 慕尼黑 뮌헨'],
    ['cologne', 'Cologne Köln Koeln Colonia Keulen ケルン 科隆 쾰른'],
    ['vienna', 'Vienna Wien Vienne Viena Wenen ウィーン 维也纳 維也納 비엔나'],
    ['geneva', 'Geneva Genf Genève Ginebra Ginevra Genebra ジュネーヴ 日内瓦 제네바'],
    ['prague', 'Prague Prag Praga Praag Praha プラハ 布拉格 프라하'],
    ['warsaw', 'Warsaw Warschau Varsovie Varsovia Varsavia ワルシャワ 华沙 바르샤바'],
    ['florence', 'Florence Florenz Florencia Firenze Florença フィレンツェ 佛罗伦萨 피렌체'],
    ['lisbon', 'Lisbon Lissabon Lisbonne Lisboa Lisbona リスボン 里斯本 리스본'],
    ['seville', 'Seville Sevilla Séville Siviglia セビリア 塞维利亚 세비야'],
    ['london', 'London Londres Londra Londen ロンドン 伦敦 런던'],
    ['moscow', 'Moscow Moskau Moscou Moscú Mosca Moskou モスクワ 莫斯科 모스크바'],
    ['kyoto', 'Kyoto Kioto Quioto 京都 京都市 교토'],
    ['beijing', 'Beijing Peking Pékin Pekín Pechino Pequim 北京 베이징'],
    ['seoul', 'Seoul Séoul Seúl ソウル 首尔 서울'],
    ['newYork', 'ニューヨーク 纽约 紐約 뉴욕'],
    ['sanFrancisco', 'サンフランシスコ 旧金山 샌프란시스코'],
    ['rio', 'リオデジャネイロ 里约热内卢 리우데자네이루'],
    ['sapporo', 'Sapporo 札幌 札幌市 삿포로'],
    ['bengaluru', 'Bengaluru Bangalore バンガロール 班加罗尔'],
  ])('%s', (photo, names) => {
    for (const name of names.split(' ')) expect(photosFor(name), name).toEqual([photo]);
  });

  it('have names of several words', () => {
    expect(photosFor('a winter in new york city')).toEqual(['newYork']);
    expect(photosFor('nueva york')).toEqual(['newYork']);
    expect(photosFor('rio de janeiro')).toEqual(['rio']);
    expect(find('a winter in new york city').map(({ start, end }) => [start, end])).toContainEqual([12, 25]);
  });

  it('are named with particles and compounds', () => {
    for (const text of ['베네치아에서', 'venedigreise', 'Venedigs', 'ヴェネツィア旅行', '威尼斯大教堂', '去年威尼斯']) {
      expect(photosFor(text), text).toEqual(['venice']);
    }
  });

  it('are found between the signs of a text without spaces', () => {
    expect(photosFor('中国北京')).toEqual(['beijing']);
    // Tokyo, and not Kyoto.
    expect(photosFor('東京都庁')).toEqual([]);
  });

  it('are found by photos in their surroundings, but not by those of other cities', () => {
    const around = tableOf([
      [48.25, 11.65], // Garching, 14 km from the centre of Munich
      [48.3717, 10.8983], // Augsburg
    ]);
    const [munich] = findPlaces(wordsOf('munich'), { table: around, mask: new Uint8Array(2).fill(1) });
    expect(munich?.place).toMatchObject({ label: 'Munich, Germany', photos: 1 });
    expect([munich?.place.has(0), munich?.place.has(1)]).toEqual([true, false]);
  });
});

describe('countries, regions and areas', () => {
  it.each<[string, Photo[]]>([
    ['japan japon giappone japão 日本 일본', ['kyoto', 'sapporo']],
    ['germany allemagne alemania deutschland ドイツ 德国 독일', ['munich', 'cologne', 'lindau', 'warnemuende']],
    ['bavaria bayern bavière baviera beieren バイエルン 巴伐利亚 바이에른', ['munich', 'lindau']],
    ['tuscany toskana toscane toscana トスカーナ 托斯卡纳 토스카나', ['florence']],
    ['california kalifornien californie カリフォルニア 加州', ['sanFrancisco', 'yosemite']],
    ['usa america amerika アメリカ 美国 미국', ['newYork', 'sanFrancisco', 'honolulu', 'yosemite']],
    ['hokkaido 北海道 홋카이도', ['sapporo']],
    ['hawaii havaí ハワイ 夏威夷', ['honolulu']],
    ['provence', ['nice']],
    ['ostsee baltic oostzee バルト海', ['warnemuende']],
    ['mittelmeer méditerranée mediterranean 地中海', ['venice', 'nice', 'palma']],
    ['bodensee', ['lindau']],
    ['alpen alpi アルプス', ['hallstatt']],
    ['mallorca majorque マヨルカ', ['palma']],
    ['yosemite ヨセミテ', ['yosemite']],
    ['hallstatt ハルシュタット', ['hallstatt']],
    ['asia asien アジア', ['kyoto', 'beijing', 'seoul', 'sapporo', 'bengaluru']],
  ])('%s', (names, photos) => {
    for (const name of names.split(' ')) expect(photosFor(name).sort(), name).toEqual([...photos].sort());
  });

  it('have names of several words', () => {
    expect(photosFor('baltic sea')).toEqual(['warnemuende']);
    expect(photosFor('lake constance')).toEqual(['lindau']);
    expect(photosFor('south america')).toContain('rio');
    expect(photosFor('ostseeurlaub')).toEqual(['warnemuende']);
  });

  it('are shown in English', () => {
    const labels = (text: string) => find(text).map(({ place }) => place.label);
    expect(labels('venedig')).toEqual(['Venice, Italy']);
    expect(labels('toskana')).toEqual(['Tuscany, Italy']);
    expect(labels('japon')).toEqual(['Japan']);
    expect(labels('london')).toEqual(['London, England, United Kingdom']);
    expect(labels('lisbons')).toEqual(['Lisbon, Portugal']);
    expect(labels('bodensee')).toEqual(['Lake Constance']);
    expect(labels('kalifornien')).toEqual(['California, United States']);
  });
});

describe('findPlaces', () => {
  it('finds only places where photos in scope are', () => {
    expect(find('stockholm madagaskar sylt')).toEqual([]);
    const mask = everything.slice();
    mask[NAMES.indexOf('venice')] = 0;
    expect(find('venedig', { mask })).toEqual([]);
  });

  it('is not sure of names that are also other words', () => {
    expect(find('nice sunset').map(({ place, isSure }) => [place.label, isSure])).toEqual([['Nice, France', false]]);
    expect(find('nizza')[0]?.isSure).toBe(true);
    expect(find('florence')[0]?.isSure).toBe(false);
    // Iceland, in German.
    const iceland = { table: tableOf([[64.1466, -21.9426]]), mask: new Uint8Array(1).fill(1) };
    expect(findPlaces(wordsOf('island'), iceland).map(({ isSure }) => isSure)).toEqual([false]);
    expect(findPlaces(wordsOf('islands'), iceland)).toEqual([]);
    const longBeach = tableOf([[33.77, -118.19]]);
    const found = findPlaces(wordsOf('a long beach'), { table: longBeach, mask: new Uint8Array(1).fill(1) });
    expect(found.map(({ place, isSure }) => [place.label, isSure])).toEqual([
      ['Long Beach, California, United States', false],
    ]);
  });

  it('knows no more than rounded coordinates for callers that must not know places', () => {
    // Two photos in the same coarse cell, 9 km apart: one in Venice, one in Mestre.
    const two = tableOf([
      [45.434, 12.3388],
      [45.4906, 12.2603],
    ]);
    const mask = new Uint8Array(2).fill(1);
    const search = (coarsePlaces: boolean) => {
      const [found] = findPlaces(wordsOf('venice'), { table: two, mask, coarsePlaces });
      return [found?.place.has(0), found?.place.has(1)];
    };
    expect(search(false)).toEqual([true, false]);
    expect(search(true)).toEqual([true, true]);
  });

  it('follows the changes of the table', () => {
    const changing = tableOf([[45.434, 12.3388]]);
    const mask = new Uint8Array(1).fill(1);
    expect(findPlaces(wordsOf('venice'), { table: changing, mask })).toHaveLength(1);
    changing.columns.latitude[0] = 48.1374;
    changing.columns.longitude[0] = 11.5755;
    changing.version++;
    expect(findPlaces(wordsOf('venice'), { table: changing, mask })).toEqual([]);
  });
});

describe('findMisspelledPlaces', () => {
  it.each(['vencie', 'venic', 'venize', 'venicce', 'veince'])('%s', (text) => {
    const found = findMisspelledPlaces(wordsOf(text)[0]!, { table, mask: everything });
    expect(found.map(({ place, isSure }) => [place.label, isSure])).toContainEqual(['Venice, Italy', false]);
  });

  it('leaves common words alone, short ones, and words with another first letter', () => {
    const points = tableOf([
      [-33.45, -70.67], // Chile
      [23.58, 58.4], // Oman
    ]);
    const labels = (text: string) =>
      findMisspelledPlaces(wordsOf(text)[0]!, { table: points, mask: new Uint8Array(2).fill(1) }).map(
        ({ place }) => place.label,
      );
    expect(labels('chlie')).toEqual(['Chile']);
    expect(['child', 'woman'].flatMap(labels)).toEqual([]);
    for (const text of ['roma', 'hunich']) {
      expect(findMisspelledPlaces(wordsOf(text)[0]!, { table, mask: everything }), text).toEqual([]);
    }
  });
});

describe('names.txt', () => {
  it('has the names of all areas', () => {
    const lines = readFileSync(join(packageRoot(), 'config/places/areas.txt'), 'utf8').split('\n');
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .forEach((line, number) => {
        const [name = '', where = '', others = ''] = line.split('|').map((part) => part.trim());
        const key = /^[A-Z]{2}(\.\w+)?$/.test(where) ? where : `@${number}`;
        for (const each of [name, ...others.split(',')].map(folded).filter((text) => [...text].length > 1)) {
          expect(placesNamed(each), `${each}: run packaging/place-names.mjs`).toContain(key);
        }
      });
  });

  it('numbers the cities of the installed list', () => {
    for (let index = 0; index < cities().count; index += 1_000) {
      const { name } = cities().at(index);
      if (!isOrdinaryName(folded(name))) expect(placesNamed(folded(name)), name).toContain(index);
    }
  });
});
