/** Replaces references to variables in the values of an entry, as each host does. Pure. */

import { safeText } from '../../base/safe-text.ts';
import { type Host, type Place, pathsOf } from './hosts.ts';
import type { Problem } from './problem.ts';

/** By `references` of a host; the first group, or else the second, is the name. */
const PATTERNS = {
  'env:': /\$\{([^{}]+)\}/g,
  braces: /\$\{(\w+(?::-[^{}]*)?)\}/g,
  dollar: /\$(?:\{(\w+(?::-[^{}]*)?)\}|(\w+))/g,
} as const;

export class UnknownReference extends Error {
  readonly problem: Problem;

  constructor(found: string, fix: string) {
    super(found);
    this.problem = { code: 'unknown-variable', found, fix };
  }
}

/**
 * Replace the references in a text.
 * @param project the folder that the host has open.
 * @throws UnknownReference when only the host knows the value, or nobody.
 */
export function withReferences(text: string, { references, title }: Host, place: Place, project: string): string {
  if (references === undefined) return text;
  return text.replace(PATTERNS[references], (written: string, first?: string, second?: string) => {
    const name = first ?? second ?? '';
    const value = references === 'env:' ? named(name, place, project) : variable(name, place);
    if (value !== undefined) return value;
    const shown = safeText(written, 60);
    if (/^(?:input|command):/.test(name)) {
      throw new UnknownReference(
        `The entry contains ${shown}, a value that only ${title} knows: it asks you for it. So it cannot be checked here.`,
        `Write the value itself in place of ${shown} for a moment and check again, or look in ${title} itself.`,
      );
    }
    throw new UnknownReference(
      `The entry contains ${shown}, but there is no such value here, and probably not in ${title}.`,
      `Write the value itself, such as a full path, in place of ${shown}.`,
    );
  });
}

/** The value of NAME, or of `NAME:-default`. */
function variable(name: string, { variables }: Place): string | undefined {
  const [, key = '', fallback] = /^(\w+)(?::-(.*))?$/s.exec(name) ?? [];
  return variables[key] || fallback;
}

/** The value of a name as in VS Code: https://code.visualstudio.com/docs/reference/variables-reference */
function named(name: string, place: Place, project: string): string | undefined {
  const { basename, sep } = pathsOf(place);
  switch (name) {
    case 'userHome':
      return place.home;
    case 'workspaceFolder':
    case 'workspaceRoot':
    case 'cwd':
      return project;
    case 'workspaceFolderBasename':
      return basename(project);
    case 'pathSeparator':
    case '/':
      return sep;
    default:
      return name.startsWith('env:') ? place.variables[name.slice('env:'.length)] : undefined;
  }
}
