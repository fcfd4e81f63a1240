/**
 * `npm run bench -- reading --photos DIR --words FILE.json [--turn 90|180|270] [--side PIXELS] [--models DIR] [--show]
 * [--json]`
 *
 * Reads the text in photos, and counts the words that are right, by script. FILE.json maps the name of each photo to what is
 * written in it: words, separated by spaces or line ends. `--turn` turns each photo first, as one that was taken
 * sideways. `--side` shrinks its longer side first, which shows what the larger picture and its tiles are worth.
 * `--models` is the folder `models` of a data folder: its reading models are used. `--show` prints what was read. Times are
 * those of the processor, without decoding.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { installedReadingModels } from '../../../src/model/reading/installed.ts';
import { firstLookSize, type Picture, readingSize, type Size } from '../../../src/reading/picture.ts';
import { createTextReader } from '../../../src/reading/text-reader.ts';
import { report } from '../measure.ts';
import { type Count, countWords } from './words-read.ts';

export async function benchReading(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      words: { type: 'string' },
      turn: { type: 'string', default: '0' },
      models: { type: 'string' },
      side: { type: 'string', default: '100000' },
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.photos === undefined || values.words === undefined) throw new Error('--photos and --words are required');
  const written = JSON.parse(readFileSync(values.words, 'utf8')) as Record<string, string>;
  const names = Object.keys(written);
  const reader = createTextReader({
    models: values.models === undefined ? [] : installedReadingModels(values.models),
  });
  const counts = new Map<string, Count>();
  const [looks, readings]: [number[], number[]] = [[], []];
  let seen = 0;
  for (const name of names) {
    const open = (sizeOf: (width: number, height: number) => Size) =>
      decode(join(values.photos!, name), Number(values.turn), Number(values.side), sizeOf);
    const small = await open(firstLookSize);
    const large = await open(readingSize);
    if (await timed(looks, () => reader.hasText(small))) seen += 1;
    const lines = await timed(readings, () => reader.read(large));
    const texts = lines.map(({ text }) => text);
    countWords(written[name]!, texts, counts);
    if (values.show) process.stdout.write(`${name}: ${texts.join(' | ')}\n`);
  }
  await reader.close();
  const all = [...counts.values()];
  const share = ({ words, right }: Count) => `${right} of ${words}`;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  report(
    {
      photos: names.length,
      'with text at a first look': seen,
      ...Object.fromEntries([...counts].map(([script, count]) => [script, share(count)])),
      'all words': share({ words: sum(all.map(({ words }) => words)), right: sum(all.map(({ right }) => right)) }),
      'ms for a first look': Math.round(sum(looks) / names.length),
      'ms to read': Math.round(sum(readings) / names.length),
      'ms to read, longest': Math.round(Math.max(...readings)),
      'peak MB of the process': Math.round(process.resourceUsage().maxRSS / 1024),
    },
    values.json,
  );
}

async function decode(
  file: string,
  turn: number,
  side: number,
  sizeOf: (width: number, height: number) => Size,
): Promise<Picture> {
  const upright = sharp(file).rotate().flatten({ background: 'white' }).toColourspace('srgb');
  const bytes = await upright.resize(side, side, { fit: 'inside', withoutEnlargement: true }).png().toBuffer();
  const turned = await sharp(bytes).rotate(turn).png().toBuffer();
  const { width, height } = await sharp(turned).metadata();
  const size = sizeOf(width, height);
  const pixels = sharp(turned).resize(size.width, size.height, { fit: 'fill' }).removeAlpha().raw();
  return { data: await pixels.toBuffer(), ...size };
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1000);
  return result;
}
