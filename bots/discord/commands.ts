/** The list of all commands. */

import type { Command } from './commands/command.ts';
import { find } from './commands/find.ts';
import { findSimilar } from './commands/find-similar.ts';
import { reindex } from './commands/reindex.ts';
import { similar } from './commands/similar.ts';
import { status } from './commands/status.ts';

export const commands: readonly Command[] = [find, similar, findSimilar, status, reindex];

export function commandNamed(name: string): Command | undefined {
  return commands.find(({ data }) => data.name === name);
}
