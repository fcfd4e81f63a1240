/** `--copy-to` and `--link-to`: puts the results of a search into a folder. */

import { type Command, Option } from 'commander';
import { engineOptions } from '../../config/engine-options.ts';
import type { Config } from '../../config/schema.ts';
import type { Engine, SearchAnswer } from '../engine/api.ts';
import { type Collected, collectFiles } from '../library/files/collect-files.ts';
import { makeFolder } from '../library/files/folder-paths.ts';
import { scanReaches } from '../library/files/scan-filter.ts';
import { EXIT } from './exit-codes.ts';
import { interruptible } from './interrupt.ts';
import { reportCollected } from './output/collected.ts';

export interface CollectOptions {
  readonly copyTo?: string;
  readonly linkTo?: string;
  readonly quiet?: boolean;
}

export interface Collection {
  readonly places: Collected['places'];
  readonly exitCode: number;
}

export function addCollectOptions(command: Command): Command {
  const copyTo = new Option('--copy-to <dir>', 'copy the photos into this folder, and overwrite nothing there');
  const linkTo = new Option('--link-to <dir>', 'make links to the photos in this folder');
  return command.addOption(copyTo.conflicts('linkTo')).addOption(linkTo);
}

/**
 * Prepare to collect the results of a search: create the folder that gets them.
 * @param folder the folder that is searched.
 * @returns a function that copies or links the photos, and reports it; it does nothing without one of the options.
 * @throws PicsiftError as `makeFolder`.
 */
export async function openCollection(
  folder: string,
  { copyTo, linkTo, quiet = false }: CollectOptions,
  config: Config,
  engine: Engine,
): Promise<(results: SearchAnswer['results']) => Promise<Collection | undefined>> {
  const named = copyTo ?? linkTo;
  if (named === undefined) return async () => undefined;
  const into = await makeFolder(named);
  const as = linkTo === undefined ? 'copies' : 'links';
  const { scan } = engineOptions(config);
  return async (results) => {
    if (results.length === 0) return undefined;
    const paths = results.map(({ path }) => path);
    const collected = await interruptible((signal) => collectFiles(paths, { into, from: [folder], as, signal }));
    // Scans follow no links.
    const isIndexed = as === 'copies' && engine.status().roots.some((root) => scanReaches(root.path, into, scan));
    reportCollected(collected, { into, as, isIndexed, quiet });
    const { places, interrupted, failures } = collected;
    return { places, exitCode: interrupted ? EXIT.interrupted : failures.length > 0 ? EXIT.failure : EXIT.ok };
  };
}
