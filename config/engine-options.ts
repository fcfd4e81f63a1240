/** Derives the engine's options from the configuration, for every door. */

import type { EngineOptions } from '../src/engine/api.ts';
import type { Config } from './schema.ts';

export function engineOptions(config: Config): EngineOptions {
  return {
    dataDir: config.dataDir,
    hub: { endpoint: config.hubEndpoint, token: config.hubToken },
    model: { name: config.model, folder: config.modelDir },
    provider: config.provider,
    hemisphere: config.hemisphere,
    scan: {
      excludeDirs: config.excludeDirs,
      includeHidden: config.includeHidden,
      includeRawTwins: config.includeRawTwins,
    },
    text: config.text,
    pictureCacheBytes: config.gallery.cacheMegabytes * 1e6,
  };
}
