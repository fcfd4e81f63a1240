/** `picsift model measure`: how fast the variants of a model are on this machine, and how much they differ. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import { PicsiftError } from '../../base/errors.ts';
import { DEFAULT_MODEL } from '../../engine/active-model.ts';
import type { Engine } from '../../engine/api.ts';
import { drawPictures } from '../../model/prepare/compare.ts';
import { measureModel } from '../../model/prepare/measure.ts';
import { prepareInstalled } from '../../model/prepare/prepare-model.ts';
import { findModel } from '../../model/store/install.ts';
import { modelNames } from '../../model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../model/store/model-folder.ts';
import type { ModelStore } from '../../model/store/model-store.ts';
import { decodePictures } from '../../search/query/decode-pictures.ts';
import { type CommonOptions, configFor, envFileOption, jsonOption, quietOption, withEngine } from '../options.ts';
import { printJson, printLine, report } from '../output/console.ts';
import { judge, type ModelMeasurement, measurementLines } from '../output/measurement-lines.ts';

interface MeasureOptions extends CommonOptions {
  readonly json?: boolean;
}

/** More photos would take minutes, and say no more. */
const MAX_PHOTOS = 50;
/** Fewer photos than this say too little: the same number of pictures is drawn. */
const MIN_PHOTOS = 10;
/** The photos are taken from this many, evenly, because those of one day are alike. */
const PAGE = 500;

export function measureCommand(): Command {
  return new Command('measure')
    .description('Measure the variants of a model on this machine, with your own photos.')
    .argument('[name|dir...]', "models' names or folders; without one: the model in use")
    .addOption(jsonOption())
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (models: string[], options: MeasureOptions) => {
      const measured = await measure(models, options);
      if (options.json) printJson(measured);
      else for (const line of measured.flatMap(measurementLines)) printLine(line);
    });
}

async function measure(models: readonly string[], options: MeasureOptions): Promise<ModelMeasurement[]> {
  const config = configFor(options);
  const { hub, dataDir } = engineOptions(config);
  const store = { ...hub, folder: join(dataDir, 'models') };
  const { inUse, paths } = await withEngine(config, async (engine) => ({
    inUse: engine.status().model,
    paths: await photosOf(engine),
  }));
  const chosen = models.length > 0 ? models : [config.modelDir ?? config.model ?? inUse ?? DEFAULT_MODEL];
  const measured: ModelMeasurement[] = [];
  for (const nameOrFolder of chosen) {
    const own = modelOf(store, nameOrFolder);
    // As at its first use, so that the table says what picsift uses.
    const spec = await prepareInstalled(own, store.folder);
    const photos = await decodePictures(paths, spec.preprocessing);
    const ownPhotos = photos.length >= MIN_PHOTOS;
    const pictures = ownPhotos ? photos : drawPictures(MIN_PHOTOS, spec.preprocessing.crop);
    const variants = await measureModel(spec, pictures, (variant) => {
      if (!options.quiet) report(`Measuring ${spec.name}: ${variant} ...`);
    });
    measured.push({ model: spec.name, pictures: pictures.length, ownPhotos, variants, ...judge(variants) });
  }
  return measured;
}

function modelOf(store: ModelStore, nameOrFolder: string): ModelSpec {
  if (!modelNames().includes(nameOrFolder) && existsSync(nameOrFolder)) return readModelFolder(nameOrFolder);
  const found = findModel(store, nameOrFolder);
  if (found !== undefined) return found;
  const text = `The model "${nameOrFolder}" is not installed. Install it with: picsift model pull ${nameOrFolder}`;
  throw new PicsiftError('model-missing', text);
}

/** List photos of the index, of different days. */
async function photosOf(engine: Engine): Promise<string[]> {
  const folders = engine.status().roots.map(({ path }) => path);
  if (folders.length === 0) return [];
  const { results } = await engine.search({ folders, top: PAGE, grouped: false });
  const step = Math.max(1, results.length / MAX_PHOTOS);
  const count = Math.min(MAX_PHOTOS, results.length);
  return Array.from({ length: count }, (_, index) => results[Math.floor(index * step)]!.path);
}
