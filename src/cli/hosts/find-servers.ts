/** Finds the entries of servers in the file of a host, also where the host does not look for them. Pure. */

import { folded } from '../../base/fold.ts';
import { quoted, safeText } from '../../base/safe-text.ts';
import { HOSTS, type Host } from './hosts.ts';
import type { ParsedFile } from './parse-file.ts';
import type { Problem } from './problem.ts';

export interface ServerEntry {
  readonly name: string;
  readonly value: unknown;
  /** In the file, from 1; undefined: not known. */
  readonly line: number | undefined;
  /** The folder of the only project in which the host uses the entry. */
  readonly project?: string;
}

export interface FoundServers {
  readonly servers: readonly ServerEntry[];
  /** Entries where the host does not look for them, with the reason. */
  readonly misplaced: readonly { readonly entry: ServerEntry; readonly problem: Problem }[];
  /** Of the file as a whole. */
  readonly problems: readonly Problem[];
}

type Fields = Readonly<Record<string, unknown>>;

export function findServers(file: ParsedFile, host: Host): FoundServers {
  const { value } = file;
  if (!isFields(value)) {
    const found = 'The file does not contain an object: text between { and }.';
    return { servers: [], misplaced: [], problems: [wrongShape(found, `Write this into it: ${example(host)}.`)] };
  }
  const { key } = host;
  const problems: Problem[] = [];
  if (value[key] !== undefined && !isFields(value[key])) {
    const found = `"${key}" is not an object: it must have its servers between { and }.`;
    problems.push(wrongShape(found, `It should look like this: ${example(host)}.`));
  }
  const lines = file.repeated([], key);
  if (lines.length > 0) {
    problems.push({
      code: 'double-key',
      found: `"${key}" is in the file ${lines.length} times (lines ${lines.join(', ')}). Only the last one counts.`,
      fix: `Move all servers into one "${key}": { ... }, and remove the others.`,
    });
  }
  const projects = host.hasProjects && isFields(value.projects) ? Object.entries(value.projects) : [];
  return {
    servers: [
      ...entriesAt([key], file),
      ...projects.flatMap(([project]) =>
        entriesAt(['projects', project, key], file).map((entry) => ({ ...entry, project })),
      ),
    ],
    misplaced: misplaced(value, file, host),
    problems,
  };
}

/** List the entries of the object at this path. */
function entriesAt(path: readonly string[], file: ParsedFile): ServerEntry[] {
  const servers = path.reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), file.value);
  if (!isFields(servers)) return [];
  return Object.entries(servers).map(([name, value]) => ({ name, value, line: file.lineOf([...path, name]) }));
}

/** Find entries below a wrong name: that of another host, another spelling, or none. */
function misplaced(value: Fields, file: ParsedFile, host: Host): FoundServers['misplaced'] {
  const { key, title } = host;
  const keys = Object.values<Host>(HOSTS).map((each) => folded(each.key).replaceAll(/\W/g, ''));
  const isLike = (name: string) => keys.includes(folded(name).replaceAll(/\W/g, '')) || name === 'mcp';
  const below = Object.keys(value)
    .filter((name) => name !== key && isLike(name))
    .flatMap((name) => {
      // VS Code's settings.json had "mcp": { "servers": ... }.
      const path = name === 'mcp' ? [name, 'servers'] : [name];
      const found = `The server is in "${safeText(path.join('.'), 60)}", but ${title} looks for it in "${key}".`;
      const fix = `Change "${safeText(name, 60)}" to "${key}".`;
      return entriesAt(path, file).map((entry) => ({ entry, problem: { code: 'wrong-key' as const, found, fix } }));
    });
  const bare = Object.entries(value)
    .filter(([, entry]) => isFields(entry) && typeof entry.command === 'string')
    .map(([name, entry]) => ({
      entry: { name, value: entry, line: file.lineOf([name]) },
      problem: {
        code: 'wrong-key' as const,
        found: `The server ${quoted(name)} is not inside "${key}", where ${title} looks for it.`,
        fix: `Put "${key}": { before it and } after it.`,
      },
    }));
  const itself =
    typeof value.command === 'string'
      ? [
          {
            entry: { name: '', value, line: 1 },
            problem: {
              code: 'wrong-key' as const,
              found: `"command" is at the top of the file, but ${title} looks for servers with a name, inside "${key}".`,
              fix: `Make the file look like this: ${example(host)}.`,
            },
          },
        ]
      : [];
  return [...below, ...bare, ...itself];
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A right file on one line, with folders that a person replaces. */
function example({ key, syntax }: Host): string {
  return syntax === 'toml'
    ? `[${key}.picsift] with the lines command = "..." and args = ["mcp", "..."]`
    : `{ "${key}": { "picsift": { "command": "...", "args": ["mcp", "..."] } } }`;
}

export function wrongShape(found: string, fix: string): Problem {
  return { code: 'wrong-shape', found, fix };
}
