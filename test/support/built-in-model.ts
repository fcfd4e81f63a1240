/** The built-in model. */

import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';
import { BUILT_IN_MODEL, loadManifest } from '../../src/model/store/manifest.ts';
import { readModelFolder } from '../../src/model/store/model-folder.ts';

export const builtInModel = readModelFolder(
  join(packageRoot(), 'models', BUILT_IN_MODEL),
  loadManifest(BUILT_IN_MODEL),
);
