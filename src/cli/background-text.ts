/**
 * Reads the text in pictures after a search, in a process of its own that outlives the search: it takes minutes, and
 * nobody should wait for it. It is `picsift index` at the lowest priority, so everything that is true of that is true
 * here: it can be killed, several do not disturb each other, and status shows how far it is.
 */

import { spawn } from 'node:child_process';
import { constants, homedir, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { debug } from '../base/debug.ts';
import { messageOf } from '../base/errors.ts';
import type { IndexingOptions } from './options.ts';

/** Start it. A failure is no error of the search: the next one tries again. @param folder real path. */
export function readInBackground(folder: string, options: IndexingOptions): void {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...argumentsFor(folder, options)], {
    // Not in the folder: its drive could not be ejected.
    cwd: homedir(),
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', (error) => debug('index', () => `text is not read in the background: ${messageOf(error)}`));
  child.unref();
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch (error) {
    debug('index', () => `the background process keeps its priority: ${messageOf(error)}`);
  }
}

/** The arguments with which `picsift index` has the settings of the search. */
function argumentsFor(folder: string, options: IndexingOptions): string[] {
  const { model, modelDir, provider, envFile, excludeDir = [], includeHidden = false } = options;
  const named = { '--model': model, '--model-dir': modelDir && resolve(modelDir), '--provider': provider };
  return [
    ...['index', folder, '--quiet', '--no-wait', '--later'],
    ...Object.entries({ ...named, '--env-file': envFile && resolve(envFile) }).flatMap(([name, value]) =>
      value === undefined ? [] : [name, value],
    ),
    ...excludeDir.flatMap((dir) => ['--exclude-dir', dir]),
    ...(includeHidden ? ['--include-hidden'] : []),
  ];
}
