/**
 * `npm run bench -- rewrite --model DIR [--json]`
 *
 * Rewrites the unsigned 8-bit weights of a model's graphs as signed ones, as the first use of a model does, and runs
 * each graph before and after, one after the other, on one thread. Prints the median for one input, and whether all
 * vectors were the same, bit by bit.
 */

import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { countUnsigned, writeSigned } from '../../../src/model/onnx/signed-weights.ts';
import { type Comparison, compareTowers, drawPictures, TEXTS } from '../../../src/model/prepare/compare.ts';
import { multipliesExactly } from '../../../src/model/prepare/exact-integers.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { inNewFolder, report } from '../measure.ts';

const PICTURES = 20;
const ROUNDS = 4;

export async function benchRewrite(args: string[]): Promise<void> {
  const options = { model: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
  const { model: folder, json } = parseArgs({ args, options }).values;
  if (folder === undefined) throw new Error('--model DIR is missing');
  const model = readModelFolder(folder);
  await inNewFolder(async (home) => {
    report(
      {
        model: model.name,
        'signed products': (await multipliesExactly()) ? 'exact' : 'cut off',
        ...(await half('picture', model.visionFile, home, (file) => comparePictures(model, file))),
        ...(await half('text', model.textFile, home, (file) => compareTexts(model, file))),
      },
      json,
    );
  });
}

async function half(name: string, source: string, home: string, compare: (file: string) => Promise<Comparison>) {
  const startedAt = performance.now();
  const weights = countUnsigned(source);
  const figures = {
    [`${name}: unsigned weights`]: weights,
    [`${name}: found in, ms`]: round(performance.now() - startedAt),
  };
  if (weights === 0) return figures;
  const target = join(home, name, basename(source));
  mkdirSync(join(home, name));
  const writingAt = performance.now();
  writeSigned(source, target);
  const writtenMs = round(performance.now() - writingAt);
  const { isIdentical, msBefore, msAfter } = await compare(target);
  return {
    ...figures,
    [`${name}: written in, ms`]: writtenMs,
    [`${name}: before, ms`]: msBefore,
    [`${name}: after, ms`]: msAfter,
    [`${name}: times as fast`]: round(msBefore / msAfter),
    [`${name}: vectors`]: isIdentical ? 'the same' : 'different',
  };
}

async function comparePictures(model: ModelSpec, visionFile: string): Promise<Comparison> {
  const [before, after] = [
    await openImageTower(model, { threads: 1 }),
    await openImageTower({ ...model, visionFile }, { threads: 1 }),
  ];
  const comparison = await compareTowers(before, after, drawPictures(PICTURES, model.preprocessing.crop));
  await Promise.all([before.close(), after.close()]);
  return comparison;
}

async function compareTexts(model: ModelSpec, textFile: string): Promise<Comparison> {
  const [before, after] = [
    await openTextTower(model, { threads: 1 }),
    await openTextTower({ ...model, textFile }, { threads: 1 }),
  ];
  const comparison = await compareTowers(before, after, Array(ROUNDS).fill(TEXTS).flat());
  await Promise.all([before.close(), after.close()]);
  return comparison;
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}
