/** The entry that starts this picsift, and the block of a host's file that contains it. Pure. */

import type { Host, Place } from '../hosts.ts';
import { tomlTable } from './merge-toml.ts';

export interface Program {
  /** The path of this Node.js. */
  readonly node: string;
  /** The path of picsift's main file. */
  readonly main: string;
}

export type Entry = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

/** The name of a new entry. */
export const NEW_NAME = 'picsift';

/** @param folders to grant. Absolute. */
export function entryFor(host: Host, { node, main }: Program, folders: readonly string[], place: Place): Entry {
  const settings = settingsOf(host, place);
  return {
    ...host.extra,
    command: node,
    // The "--" is for Node.js 20, which would otherwise interpret some options of picsift itself.
    args: ['--', main, 'mcp', ...folders],
    ...(Object.keys(settings).length > 0 && { env: settings }),
  };
}

/**
 * Return the variables of picsift that are set in this shell, which the host would not pass on: with them the server has the
 * same settings as the command line. Tokens are not among them.
 */
export function settingsOf({ environment }: Host, { variables }: Place): Record<string, string> {
  if (environment === 'all') return {};
  const ours = Object.entries(variables).filter(([name, value]) => /^PICSIFT_(?!.*TOKEN)/.test(name) && value);
  return Object.fromEntries(ours) as Record<string, string>;
}

/** The complete content of a file that has only this entry. It ends with a line end. */
export function blockOf({ syntax, key }: Host, entry: Entry): string {
  if (syntax === 'toml') return tomlTable([key, NEW_NAME], entry);
  return `${JSON.stringify({ [key]: { [NEW_NAME]: entry } }, null, 2)}\n`;
}
