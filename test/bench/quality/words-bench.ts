/**
 * `npm run bench -- words --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--json]`
 *
 * Measures how much the names of folders improve a search, and how much misleading names harm it. Assigns each photo at
 * random to one of several folders, in memory only. Each query is a caption, or a caption and the name of the folder.
 * R@k: share, in per cent, of queries whose own photo is among the first k, with and without words. FILE.json maps each
 * file name to its captions.
 */

import { join } from 'node:path';
import { dot } from '../../../src/base/dot.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import { bonuses, evidenceOf, FULL, weigh } from '../../../src/search/evidence/evidence.ts';
import { readSentence } from '../../../src/search/query/sentence/sentence.ts';
import { bonusUnit } from '../../../src/search/rank/unit.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { report } from '../measure.ts';
import { benchModel, captionArguments, createEmbedder, embedPhotos, embedQueries } from './embed.ts';

/** Words that are in no caption. */
const TRIPS = words(`norway chicago croatia lisbon grandma birthday iceland vienna maine oregon kenya peru greece sweden
  prague milan naples zurich dublin tokyo`);
/** Words that are in many captions. */
const COMMON = words('dog man beach snow water boy girl grass street mountain ball bike park red black people car');

interface Scenario {
  readonly name: string;
  folderOf(captions: readonly string[]): string;
  queryOf(caption: string, folder: string): string;
}

export async function benchWords(args: string[]): Promise<void> {
  const { photos, captions, model: name, modelDir, json } = captionArguments(args);
  const model = await benchModel(name, modelDir);
  const tower = await openImageTower(model);
  const paths = Object.keys(captions).map((name) => join(photos, name));
  const vectors = (await embedPhotos(paths, createEmbedder(model, tower))) as Float32Array[];
  await tower.close();
  for (const { name, folderOf, queryOf } of scenarios()) {
    const texts = Object.values(captions);
    const folders = texts.map(folderOf);
    const queries = texts.map(([caption], photo) => queryOf(caption!, folders[photo]!));
    const embedded = await embedQueries(model, queries);
    const ranks = queries.map((query, photo) => ranksOf(photo, query, embedded[photo]!, vectors, folders));
    const recall = (kind: 'plain' | 'fused', k: number) =>
      Math.round((1000 * ranks.filter((rank) => rank[kind] <= k).length) / ranks.length) / 10;
    const figures = { 'R@1': recall('plain', 1), 'R@10': recall('plain', 10) };
    const fused = { 'R@1 with words': recall('fused', 1), 'R@10 with words': recall('fused', 10) };
    report({ folders: name, ...figures, ...fused }, json);
  }
}

function scenarios(): Scenario[] {
  const random = seededRandom(7);
  const oneOf = (names: readonly string[]) => names[Math.floor(random.next() * names.length)]!;
  const alone = (caption: string) => caption;
  return [
    { name: 'trips, named', folderOf: () => oneOf(TRIPS), queryOf: (caption, folder) => `${caption} ${folder}` },
    { name: 'trips, not named', folderOf: () => oneOf(TRIPS), queryOf: alone },
    { name: 'what the photo shows', folderOf: (captions) => oneOf(contentWords(captions)), queryOf: alone },
    {
      name: 'one in seven misleads',
      folderOf: () => oneOf(random.next() < 1 / 7 ? COMMON : TRIPS),
      queryOf: alone,
    },
    { name: 'all mislead', folderOf: () => oneOf(COMMON), queryOf: alone },
  ];
}

function contentWords(captions: readonly string[]): string[] {
  return searchedWords(captions.join('\n')).filter((word) => word.length > 3);
}

/** Returns the rank of a query's own photo: by cosine alone, and with the word matches added. */
function ranksOf(
  own: number,
  query: string,
  vector: Float32Array,
  photos: readonly Float32Array[],
  folders: readonly string[],
) {
  const scores = photos.map((photo) => dot(photo, vector));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  const unit = bonusUnit({ count: scores.length, deviation: Math.sqrt(variance) });
  const mask = new Uint8Array(photos.length).fill(1);
  const words = searchedWords(query).map((word) => {
    const rows = [...folders.keys()].filter((photo) => folders[photo] === word);
    return evidenceOf({ kind: 'words', label: word, found: [], isSure: true }, mask, [{ rows, strength: FULL }]);
  });
  const evidence = { clues: [], words };
  const bonus = bonuses(evidence, weigh(evidence, photos.length));
  const fused = scores.map((score, photo) => score + unit * (bonus?.[photo] ?? 0));
  const placeIn = (ranks: readonly number[]) => ranks.filter((rank) => rank > ranks[own]!).length + 1;
  return { plain: placeIn(scores), fused: placeIn(fused) };
}

/** The words of a text that can name a photo, each once. */
function searchedWords(text: string): string[] {
  return [...new Set(readSentence(text, []).words.map(({ plain }) => plain))];
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
