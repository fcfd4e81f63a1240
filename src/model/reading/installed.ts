/** Finds the models that read text on this machine: each has a folder of its own in `reading/` of the store. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD } from '../store/record.ts';
import { type ReadingManifest, readingManifests } from './manifest.ts';

/** An installed model. Plain data: it is sent to child processes. The files are absolute paths. */
export interface ReadingModel {
  readonly name: string;
  /** Present if the model replaces the built-in one; otherwise it adds scripts. */
  readonly detection?: string;
  readonly recognition: string;
}

export function readingFolder(storeFolder: string, name: string): string {
  return join(storeFolder, 'reading', name);
}

/**
 * List the models that are ready to use, by name. One whose files are gone is left out: photos are then read as without it.
 * @param storeFolder that of `ModelStore`.
 */
export function installedReadingModels(storeFolder: string): ReadingModel[] {
  return readingManifests()
    .filter(({ name, files }) =>
      [RECORD, ...files.map(({ path }) => path)].every((path) =>
        existsSync(join(readingFolder(storeFolder, name), path)),
      ),
    )
    .map((manifest) => readingModel(storeFolder, manifest));
}

export function readingModel(storeFolder: string, { name, files }: ReadingManifest): ReadingModel {
  const folder = readingFolder(storeFolder, name);
  const detection = files.find(({ path }) => path === 'detection.onnx');
  return {
    name,
    ...(detection !== undefined && { detection: join(folder, detection.path) }),
    recognition: join(folder, 'recognition.onnx'),
  };
}
