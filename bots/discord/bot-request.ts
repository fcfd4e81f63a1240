/** The data that every answer is made from. It includes the folders that the caller may see. */

import type { InteractionEditReplyOptions } from 'discord.js';
import { foldersNamed, type Grant, reachable } from '../../src/access/grants.ts';
import { PicsiftError } from '../../src/base/errors.ts';
import type { Engine } from '../../src/engine/api.ts';
import type { ScanOptions } from '../../src/library/files/scan-filter.ts';
import type { Reach } from '../../src/net/reach.ts';
import type { Access, AccessRules, Caller } from './access/access.ts';
import type { GrantsOf } from './access/granted.ts';
import type { Cooldowns, Queues } from './access/pace.ts';
import type { Buttons } from './results/buttons.ts';
import type { RecentQueries } from './results/recent-queries.ts';

/** Objects that exist as long as the bot runs. */
export interface Bot {
  readonly engine: Engine;
  /** Which files and subfolders belong to a folder. */
  readonly scan: ScanOptions;
  readonly rules: AccessRules;
  readonly grantsOf: GrantsOf;
  /** Addresses from which pictures that people post may be downloaded. */
  readonly pictures: Reach;
  readonly buttons: Buttons;
  readonly cooldowns: Cooldowns;
  readonly queues: Queues;
  readonly recent: RecentQueries;
  readonly logQueries: boolean;
  /** Receives every error of an interaction. */
  readonly onFailure: (error: unknown) => void;
  /** Aborted when the bot shuts down. */
  readonly signal: AbortSignal;
}

export interface Request {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly access: Access;
  /** True when everybody in the channel can read the answer. */
  readonly isPublic: boolean;
  /** The folders whose photos the answer may contain, in their current state. */
  readonly grants: readonly Grant[];
  /** Real paths of the granted folders that can be reached. Never empty. */
  readonly folders: readonly string[];
  /** Size of the largest file that may be posted in this place, in bytes. */
  readonly maxFileBytes: number;
}

export type Reply = InteractionEditReplyOptions;

/**
 * Find the folders that can be reached now.
 * @param named folders as the configuration names them.
 * @returns undefined when none of them can be reached.
 */
export async function reachableFolders(
  named: readonly string[],
  { grantsOf }: Bot,
): Promise<Pick<Request, 'grants' | 'folders'> | undefined> {
  const grants = await grantsOf(named);
  const folders = reachable(grants);
  return folders.length === 0 ? undefined : { grants, folders };
}

/**
 * Return the folders to search in.
 * @param folder name as the person wrote it. Undefined: all folders of the request.
 * @throws PicsiftError `folder-not-found` when the person may search no folder of that name.
 */
export async function foldersToSearch(folder: string | undefined, request: Request): Promise<readonly string[]> {
  if (folder === undefined) return request.folders;
  const found = await foldersNamed(folder, request.grants, request.bot.scan);
  if (found.length === 0) throw new PicsiftError('folder-not-found', 'There is no such folder here.');
  return found;
}
