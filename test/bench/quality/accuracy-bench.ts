/**
 * `npm run bench -- accuracy (--cifar100 FILE | --folders DIR [--names FILE]) [--templates FILE] [--per-class N]
 * [--model NAME | --model-dir DIR] [--json]`
 *
 * Measures zero-shot classification of pictures whose class is known: the share, in per cent, of pictures whose own
 * class is first, or among the first five, when all classes are ranked by cosine. FILE of --cifar100 is its `test.bin`
 * or `train.bin`. DIR holds a folder for each class, and --names gives the names of these classes. --templates is a
 * file of prompts, one per line.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PicsiftError } from '../../../src/base/errors.ts';
import { report } from '../measure.ts';
import { type Dataset, firstOfEach, openCifar100, openClassFolders, parseClassNames } from './datasets.ts';
import { benchModel } from './embed.ts';
import { type Accuracy, classify } from './zero-shot.ts';

const DEFAULT_TEMPLATES = ['a photo of a {}'];
const PROGRESS_EVERY_MS = 5_000;

export async function benchAccuracy(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      cifar100: { type: 'string' },
      folders: { type: 'string' },
      names: { type: 'string' },
      templates: { type: 'string' },
      'per-class': { type: 'string' },
      model: { type: 'string' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const dataset = openDataset(values.cifar100, values.folders, values.names);
  const templates =
    values.templates === undefined ? DEFAULT_TEMPLATES : parseTemplates(readFileSync(values.templates, 'utf8'));
  const limit = values['per-class'];
  const pictures = limit === undefined ? dataset.pictures : firstOfEach(dataset.pictures, Number(limit));
  const model = await benchModel(values.model, values['model-dir']);
  const startedAt = performance.now();
  const result = await classify({ ...dataset, pictures }, templates, model, progressReporter());
  const seconds = (performance.now() - startedAt) / 1000;
  if (result.pictures === 0) throw new PicsiftError('bad-usage', 'There are no pictures. Check the folder or file.');
  report(
    {
      model: model.name,
      classes: dataset.classes.length,
      prompts: templates.length,
      pictures: result.pictures,
      unreadable: result.unreadable,
      'top-1, %': percent(result.top1, result.pictures),
      'top-5, %': percent(result.top5, result.pictures),
      'pictures/s': Math.round(result.pictures / seconds),
    },
    values.json,
  );
}

function openDataset(cifar100?: string, folders?: string, names?: string): Dataset {
  if (cifar100 !== undefined) return openCifar100(cifar100);
  if (folders === undefined) throw new PicsiftError('bad-usage', 'Give --cifar100 FILE or --folders DIR.');
  return openClassFolders(folders, names === undefined ? undefined : parseClassNames(readFileSync(names, 'utf8')));
}

/**
 * Read prompts, one per line.
 * @throws PicsiftError `bad-usage` when there is no prompt, or when one has no placeholder for the name of a class.
 */
export function parseTemplates(text: string): string[] {
  const templates = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const broken = templates.find((template) => !template.includes('{}'));
  if (templates.length > 0 && broken === undefined) return templates;
  const what = broken === undefined ? 'There is no template' : `The template "${broken}" has no {}`;
  throw new PicsiftError('bad-usage', `${what}. Write one a line, with {} where the name of a class goes.`);
}

/** Returns a function that writes a line to stderr every few seconds. */
function progressReporter(): (soFar: Accuracy) => void {
  let reportedAt = performance.now();
  return ({ pictures, top1, top5 }) => {
    if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = performance.now();
    const shares = `top-1 ${percent(top1, pictures)} %, top-5 ${percent(top5, pictures)} %`;
    process.stderr.write(`${pictures.toLocaleString('en')} pictures: ${shares}\n`);
  };
}

function percent(part: number, whole: number): number {
  return Math.round((10_000 * part) / whole) / 100;
}
