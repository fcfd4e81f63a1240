/**
 * Puts an entry into a JSON file, and leaves everything else as it is written: other servers, comments, indentation, line
 * ends. `modify` of jsonc-parser would write the lines around the entry again, and comments would change places. Pure.
 */

import { isDeepStrictEqual } from 'node:util';
import { applyEdits, createScanner, findNodeAtLocation, modify, type Node, parseTree } from 'jsonc-parser';
import { isFields } from '../find-servers.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Syntax kinds of jsonc-parser, whose enumeration exists only in its types. */
const COMMA = 5;
const END_OF_FILE = 17;

/**
 * @param text valid; empty: the file is new.
 * @param value of the text.
 * @param fields of the entry; undefined removes one. Fields that are not named stay.
 */
export function mergedJson(
  text: string,
  value: unknown,
  [key, name]: readonly [string, string],
  fields: Fields,
): string {
  if (text.trim() === '') return `${JSON.stringify({ [key]: { [name]: defined(fields) } }, null, 2)}\n`;
  const servers = isFields(value) ? value[key] : undefined;
  const former = isFields(servers) ? servers[name] : undefined;
  if (servers === undefined) return inserted(text, [], key, { [name]: defined(fields) });
  if (!isFields(servers)) return replaced(text, [key], { [name]: defined(fields) });
  if (former === undefined) return inserted(text, [key], name, defined(fields));
  if (!isFields(former)) return replaced(text, [key, name], defined(fields));
  return Object.entries(fields).reduce((before, [field, to]) => {
    if (isDeepStrictEqual(former[field], to)) return before;
    if (to === undefined) return applyEdits(before, modify(before, [key, name, field], undefined, {}));
    return former[field] === undefined
      ? inserted(before, [key, name], field, to)
      : replaced(before, [key, name, field], to);
  }, text);
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function nodeAt(text: string, path: string[]): Node {
  return findNodeAtLocation(parseTree(text, [], { allowTrailingComma: true })!, path)!;
}

/** Replace a value: on one line, if it was. */
function replaced(text: string, path: string[], value: unknown): string {
  const { offset, length } = nodeAt(text, path);
  const isOneLine = !text.slice(offset, offset + length).includes('\n');
  const written = isOneLine && Array.isArray(value) ? onOneLine(value) : onLines(value, text, indentAt(text, offset));
  return text.slice(0, offset) + written + text.slice(offset + length);
}

/** Insert a field at the end of the object at `path`. */
function inserted(text: string, path: string[], name: string, value: unknown): string {
  const { offset, length, children = [] } = nodeAt(text, path);
  const brace = offset + length - 1;
  const last = children.at(-1);
  const afterLast = last === undefined ? offset + 1 : last.offset + last.length;
  const needsComma = last !== undefined && !hasComma(text.slice(afterLast, brace));
  // Behind comments that stand after the last field.
  const rest = text.slice(afterLast, brace).trimEnd();
  const at = afterLast + rest.length;
  const indent = last === undefined ? indentAt(text, offset) + unitOf(text) : indentAt(text, last.offset);
  const isOneLine = last !== undefined && !text.slice(offset, brace).includes('\n');
  const before = text.slice(0, afterLast) + (needsComma ? ',' : '') + rest;
  if (isOneLine) return `${before} ${JSON.stringify(name)}: ${JSON.stringify(value)}${text.slice(at)}`;
  const field = `${endOf(text)}${indent}${JSON.stringify(name)}: ${onLines(value, text, indent)}`;
  // The brace of an empty object gets a line of its own.
  if (text.slice(at, brace).includes('\n')) return before + field + text.slice(at);
  return before + field + endOf(text) + indentAt(text, offset) + text.slice(brace);
}

/** Tell whether a text between two values has a comma outside its comments. */
function hasComma(text: string): boolean {
  const scanner = createScanner(text, true);
  for (let kind: number = scanner.scan(); kind !== END_OF_FILE; kind = scanner.scan()) if (kind === COMMA) return true;
  return false;
}

function onOneLine(value: readonly unknown[]): string {
  return `[${value.map((each) => JSON.stringify(each)).join(', ')}]`;
}

/** Write a value as the file is written. Its first line has no indentation. */
function onLines(value: unknown, text: string, indent: string): string {
  return JSON.stringify(value, null, unitOf(text)).replaceAll('\n', `${endOf(text)}${indent}`);
}

/** The indentation of the line at this place. */
function indentAt(text: string, offset: number): string {
  return /[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))![0];
}

/** One step of indentation. */
function unitOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
}

function endOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
