/** A second model, for tests of what happens when the model changes. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';
import { temporaryFolder } from './photos/drawings.ts';

/**
 * Make a model that works as well as the built-in one: the same weights with another normalisation are another model,
 * because the vectors differ.
 * @param name of the model, and of its folder.
 * @returns the folder.
 */
export function otherModel(name: string): string {
  const folder = join(temporaryFolder(), name);
  cpSync(join(packageRoot(), 'models/pocket'), folder, { recursive: true });
  const configFile = join(folder, 'preprocessor_config.json');
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as object;
  writeFileSync(configFile, JSON.stringify({ ...config, image_mean: [0.45, 0.5, 0.5] }));
  return folder;
}
