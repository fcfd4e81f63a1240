/**
 * `npm run phrases -- NAME|DIR...`: embeds the ordinary phrases with models, for config/models/phrases. Run it after a
 * change of the phrases, of a model or of its prompts.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOptions } from '../../../config/engine-options.ts';
import { loadConfig } from '../../../config/load.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { fingerprint } from '../../../src/model/store/fingerprint.ts';
import { pullModel } from '../../../src/model/store/install.ts';
import { modelNames } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { createQueryEmbedder } from '../../../src/search/query/embed-query.ts';
import { createPhraseVectors, phrasesKey, shippedFolder } from '../../../src/search/verdict/phrase-vectors.ts';

const { hub, dataDir } = engineOptions(loadConfig());
const store = { ...hub, folder: join(dataDir, 'models') };
const home = mkdtempSync(join(tmpdir(), 'picsift-phrases-'));
const catalog = openCatalog(join(home, 'catalog.sqlite'), { busyTimeoutMs: 100 });
for (const name of process.argv.slice(2)) {
  const model = modelNames().includes(name) ? await pullModel(store, name) : readModelFolder(name);
  const embedder = createQueryEmbedder({ catalog, modelId: 1, model, isShortLived: false });
  const key = phrasesKey(await fingerprint(model), model.prompts);
  const { embedAll: embed, textMs } = embedder;
  const vectors = await createPhraseVectors({ key, folder: shippedFolder(), embed, textMs }).all();
  process.stdout.write(`${model.name}: ${vectors?.length} phrases in ${shippedFolder()}\n`);
  await embedder.close();
}
catalog.close();
rmSync(home, { recursive: true });
