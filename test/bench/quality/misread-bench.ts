/**
 * `npm run bench -- misread --captions FILE.json [--show] [--json]`
 *
 * Counts captions that are read as a date, a person, a place or a kind of picture. Captions describe what a photo shows
 * and name nothing, so each such reading is wrong, or says what the caption shows anyway ("a drawing"). The library has
 * photos in 500 big cities and of 200 people with common first names, so there is much to misread. FILE.json maps each
 * file name to its captions. `--show` lists the readings.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cities } from '../../../src/library/places/cities.ts';
import { cluesOf, type Point, readerOf } from '../../support/catalogs/known-library.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { report } from '../measure.ts';

const CITIES = 500;
const BIG = 200_000;

/** The most common names of the English-speaking countries first, then those of other cultures. */
const PEOPLE =
  `James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph
  Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Sandra Mark Ashley Paul Emily Andrew Grace Joshua
  Rose Jack Lily Amy Ruby Holly Daisy Mia Noah Oliver Ava Ethan Ella Max Sam Tom Will Bill Bob Dick Frank Art Gene Ray Dean
  Drew Chase Hunter Mason Carter Cooper Tyler Dale Glenn Heath Joy Hope Faith Dawn Eve Ivy Jade Pearl Penny Robin Sandy
  Anna Lena Lukas Leon Finn Jonas Paul Emma Hannah Marie Sophie Jürgen Heike Uwe Ute Klaus Jan Kai Björn Lars Sven Astrid
  Louis Chloé Léa Jules Camille Manon Hugo Lucas Adèle Inès José María Juan Carmen Javier Lucía Pablo Sofía Diego Luz Paz
  Giulia Francesco Chiara Matteo Luca Bianca Marco Sara João Ana Pedro Inês Tiago Rui Bruna Łukasz Agnieszka Piotr Zofia
  Ivan Olga Dmitri Natasha Igor Anastasia Mehmet Ayşe Emre Zeynep Can Deniz Fatima Mohammed Ahmed Aisha Omar Layla Yusuf
  Priya Arjun Ananya Rahul Raj Sita Wei Li Min Ming Hui Jun Mei Xin Yan Chen Yuki Haruto Sakura Kenji Aiko Ren Hana Kim Jin
  Minh Linh Anh Thu Kwame Ama Chidi Ngozi Zola Tariq Noor Sipho Thabo Nia`
    .trim()
    .split(/\s+/);

export async function benchMisread(args: string[]): Promise<void> {
  const {
    captions: file,
    show,
    json,
  } = parseArgs({
    args,
    options: { captions: { type: 'string' }, show: { type: 'boolean' }, json: { type: 'boolean', default: false } },
  }).values;
  if (file === undefined) throw new Error('--captions FILE.json is missing');
  const captions = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>).flat();
  const read = readerOf(bigCities(), [...new Set(PEOPLE)]);
  const readings = captions.map((caption) => ({ caption, sentence: read(caption) }));
  if (show) {
    for (const { caption, sentence } of readings.filter(({ sentence }) => sentence.clues.length > 0)) {
      process.stdout.write(`${cluesOf(sentence)}\t${caption}\n`);
    }
  }
  const share = (isMisread: (clues: (typeof readings)[number]['sentence']['clues']) => boolean) =>
    Math.round((10_000 * readings.filter(({ sentence }) => isMisread(sentence.clues)).length) / captions.length) / 100;
  for (const kind of ['any', 'date', 'person', 'place', 'kind'] as const) {
    const isOf = (meanings: readonly { readonly kind: string }[]) =>
      kind === 'any' || meanings.some((meaning) => meaning.kind === kind);
    report(
      {
        clue: kind,
        '% sure': share((clues) => clues.some(({ meanings, isSure }) => isSure && isOf(meanings))),
        '% sure or not': share((clues) => clues.some(({ meanings }) => isOf(meanings))),
      },
      json,
    );
  }
}

/** The same for every run. */
function bigCities(): Point[] {
  const all = cities();
  const big = Array.from({ length: all.count }, (_, index) => index).filter((index) => all.population[index]! >= BIG);
  const random = seededRandom(17);
  const chosen = Array.from({ length: CITIES }, () => big.splice(Math.floor(random.next() * big.length), 1)[0]!);
  return chosen.map((index) => [all.latitude[index]!, all.longitude[index]!]);
}
