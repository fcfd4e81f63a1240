/** All that an answer is made with, so that none can forget to ask what its caller may see. */

import type { InteractionEditReplyOptions } from 'discord.js';
import { foldersNamed, type Grant, reachable } from '../../src/access/grants.ts';
import { PicsiftError } from '../../src/base/errors.ts';
import type { Engine } from '../../src/engine/api.ts';
import type { ScanOptions } from '../../src/library/files/scan.ts';
import type { Reach } from '../../src/net/reach.ts';
import type { Access, AccessRules, Caller } from './access/access.ts';
import type { GrantsOf } from './access/granted.ts';
import type { Cooldowns, Queues } from './access/pace.ts';
import type { Buttons } from './results/buttons.ts';
import type { RecentQueries } from './results/recent-queries.ts';

/** What lives as long as the bot. */
export interface Bot {
  readonly engine: Engine;
  /** What counts as part of a folder. */
  readonly scan: ScanOptions;
  readonly rules: AccessRules;
  readonly grantsOf: GrantsOf;
  /** Where pictures that people post may be fetched from. */
  readonly pictures: Reach;
  readonly buttons: Buttons;
  readonly cooldowns: Cooldowns;
  readonly queues: Queues;
  readonly recent: RecentQueries;
  readonly logQueries: boolean;
  /** Told of whatever an interaction failed with. */
  readonly onFailure: (error: unknown) => void;
  /** Aborted: the bot is ending. */
  readonly signal: AbortSignal;
}

export interface Request {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly access: Access;
  /** True where everybody in the channel reads the answer. */
  readonly isPublic: boolean;
  /** The folders that the answer may be made of, as they are now. */
  readonly grants: readonly Grant[];
  /** The real paths of those that can be reached: never empty. */
  readonly folders: readonly string[];
  /** Largest file that may be posted there, in bytes. */
  readonly maxFileBytes: number;
}

export type Reply = InteractionEditReplyOptions;

/** @param named folders as the configuration names them. @returns undefined where none of them can be reached. */
export async function reachableFolders(
  named: readonly string[],
  { grantsOf }: Bot,
): Promise<Pick<Request, 'grants' | 'folders'> | undefined> {
  const grants = await grantsOf(named);
  const folders = reachable(grants);
  return folders.length === 0 ? undefined : { grants, folders };
}

/**
 * The folders to search in, by what the person wrote.
 * @throws PicsiftError `folder-not-found` where it is none of theirs.
 */
export async function foldersMeant(folder: string | undefined, request: Request): Promise<readonly string[]> {
  if (folder === undefined) return request.folders;
  const found = await foldersNamed(folder, request.grants, request.bot.scan);
  if (found.length === 0) throw new PicsiftError('folder-not-found', 'There is no such folder here.');
  return found;
}
