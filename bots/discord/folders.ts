/** Granted folders as the engine knows them, and keeping their photos indexed. */

import type { Engine } from '../../src/engine.ts';
import { resolveFolder } from '../../src/library/roots.ts';
import type { Guilds } from './access.ts';
import { log, logError } from './log.ts';

/** Real paths of the folders that are there now: one that is not (an unplugged drive) must not hide the others. */
export async function presentFolders(named: readonly string[]): Promise<string[]> {
  const present = new Set<string>();
  for (const folder of named) {
    try {
      present.add(await resolveFolder(folder));
    } catch (error) {
      logError('A granted folder is left out', error);
    }
  }
  return [...present];
}

/** Index every granted folder once, then load the query side. What goes wrong is logged: the bot answers all the same. */
export async function indexGranted(engine: Engine, guilds: Guilds, signal: AbortSignal): Promise<void> {
  try {
    const folders = await presentFolders(Object.values(guilds).flatMap((guild) => guild.folders));
    if (folders.length === 0) {
      log('There is no folder to search. Name servers and their folders in config.json, under discord.guilds.');
      return;
    }
    const { added, changed, moved, removed, kept, failed, seconds, interrupted } = await engine.index(folders, {
      signal,
      onNotice: log,
    });
    log(
      `Index ${interrupted ? 'interrupted' : 'up to date'} after ${seconds.toFixed(1)} s: ${added} added, ` +
        `${changed} changed, ${moved} moved, ${removed} removed, ${kept} kept, ${failed} failed.`,
    );
    if (!interrupted) await engine.warmUp();
  } catch (error) {
    if (!signal.aborted) logError('The photos could not be indexed', error);
  }
}
