/** Parses the file of a host. Pure. */

import { findNodeAtLocation, getNodeValue, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { type JsonError, jsonError } from '../../../config/read-settings.ts';
import { safeText } from '../../base/safe-text.ts';
import type { Host } from './hosts.ts';
import type { Problem } from './problem.ts';

export interface ParsedFile {
  readonly value: unknown;
  /** Return the line of a value, from 1; undefined: it is not known. */
  lineOf(path: JSONPath): number | undefined;
  /** Return the lines of the fields with this name, if the object at `path` has several: only the last one counts. */
  repeated(path: JSONPath, name: string): number[];
}

/** @returns the content, or the problem `syntax-error` with line and column. */
export function parseHostFile(text: string, { syntax, title }: Host): ParsedFile | Problem {
  if (text.trim() === '') return { value: {}, lineOf: () => undefined, repeated: () => [] };
  return syntax === 'toml' ? parseTomlFile(text, title) : parseJsonFile(text, syntax, title);
}

/** Parse JSON as the most generous host reads it, to see what kind of file it is; undefined: not even so. */
export function looselyParsed(text: string): unknown {
  if (jsonError(text, { comments: true, trailingCommas: true }) !== undefined) return undefined;
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && getNodeValue(root);
}

function parseJsonFile(text: string, syntax: Exclude<Host['syntax'], 'toml'>, title: string): ParsedFile | Problem {
  const error = jsonError(text, syntax);
  if (error !== undefined) {
    return syntaxError('JSON', error, title);
  }
  const root = parseTree(text, [], { disallowComments: false, allowTrailingComma: true });
  const at = (path: JSONPath) => root && findNodeAtLocation(root, path);
  const lineAt = ({ offset }: Node) => text.slice(0, offset).split('\n').length;
  return {
    value: root && getNodeValue(root),
    lineOf(path) {
      const node = at(path);
      return node && lineAt(node);
    },
    repeated(path, name) {
      const fields = at(path)?.children?.filter(({ children }) => children?.[0]?.value === name) ?? [];
      return fields.length > 1 ? fields.map(lineAt) : [];
    },
  };
}

function parseTomlFile(text: string, title: string): ParsedFile | Problem {
  try {
    return { value: parseToml(text), lineOf: () => undefined, repeated: () => [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The rest of the message shows lines of the file, which may contain a token.
    const [what = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return syntaxError('TOML', { line: error.line, column: error.column, what: safeText(what) }, title);
  }
}

function syntaxError(language: string, { line, column, what }: JsonError, title: string): Problem {
  const before = line > 1 && /comma/.test(what) ? ` Look at the end of line ${line - 1} too.` : '';
  return {
    code: 'syntax-error',
    found: `The file is not valid ${language}. Line ${line}, column ${column}: ${what}.`,
    fix: `Correct this place in a text editor.${before} Until then ${title} cannot read the file.`,
  };
}

export function isProblem(value: object): value is Problem {
  return 'fix' in value;
}
