/** Puts an entry into a TOML file as the table `[KEY.NAME]`, and leaves every other line as it is. Pure. */

import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, type TomlTable } from 'smol-toml';
import { isFields } from '../find-servers.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param text valid; empty: the file is new.
 * @param fields of the entry; undefined removes one. Fields that are not named stay.
 * @returns a text that contains the entry if the file is written in tables; the caller compares its content.
 */
export function mergedToml(text: string, [key, name]: readonly [string, string], fields: Fields): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const headers = lines.flatMap((_, at) => (isHeader(lines, at) ? [at] : []));
  const start = headers.find((at) => isDeepStrictEqual(pathOf(lines[at]!), [key, name]));
  if (start === undefined) return appended(text, end, [key, name], fields);
  const stop = headers.find((at) => at > start) ?? lines.length;
  const body = statements(lines.slice(start + 1, stop));
  const written = body.flatMap((statement) => Object.keys(statement.value));
  const added = Object.fromEntries(Object.entries(fields).filter(([field]) => !written.includes(field)));
  const changed = body.flatMap((statement) => asChanged(statement, fields));
  return [...lines.slice(0, start + 1), ...fieldLines(added), ...changed, ...lines.slice(stop)].join(end);
}

interface Statement {
  readonly lines: readonly string[];
  /** Empty for comments and empty lines. */
  readonly value: TomlTable;
}

function asChanged({ lines, value }: Statement, fields: Fields): readonly string[] {
  const [field] = Object.keys(value);
  if (field === undefined || !(field in fields) || isDeepStrictEqual(value[field], fields[field])) return lines;
  return fieldLines({ [field]: fields[field] });
}

/** A line that begins a table, and no line of a text or a list with a bracket: everything before it is complete. */
function isHeader(lines: readonly string[], at: number): boolean {
  return /^\s*\[/.test(lines[at]!) && parsed(lines.slice(0, at)) !== undefined && parsed([lines[at]!]) !== undefined;
}

/** `["mcp_servers", "picsift"]` of `[mcp_servers."picsift"]`. */
function pathOf(header: string): string[] {
  const path: string[] = [];
  for (let table: unknown = parsed([header]); isFields(table); ) {
    const [name] = Object.keys(table);
    if (name === undefined) break;
    path.push(name);
    table = table[name];
  }
  return path;
}

/** Group the lines of a table: a value may have several. */
function statements(lines: readonly string[]): Statement[] {
  const found: Statement[] = [];
  let pending: string[] = [];
  for (const line of lines) {
    pending.push(line);
    const value = parsed(pending);
    if (value === undefined) continue;
    found.push({ lines: pending, value });
    pending = [];
  }
  return pending.length > 0 ? [...found, { lines: pending, value: {} }] : found;
}

function parsed(lines: readonly string[]): TomlTable | undefined {
  try {
    return parse(`${lines.join('\n')}\n`);
  } catch {
    return undefined;
  }
}

function appended(text: string, end: string, path: readonly [string, string], fields: Fields): string {
  const table = tomlTable(path, fields).replaceAll('\n', end);
  return text.trim() === '' ? table : `${text.replace(/(?:\r?\n)*$/, '')}${end}${end}${table}`;
}

/** Write a table. It ends with a line end. */
export function tomlTable([key, name]: readonly [string, string], fields: Fields): string {
  return `[${key}.${name}]\n${fieldLines(fields).join('\n')}\n`;
}

/** Each field on one line; undefined: none. */
function fieldLines(fields: Fields): string[] {
  const line = (field: string, value: unknown) => stringify({ [field]: value }).trimEnd();
  return Object.entries(fields).flatMap(([field, value]) => {
    if (value === undefined) return [];
    if (!isFields(value)) return [line(field, value)];
    const inner = Object.entries(value).map(([name, each]) => line(name, each));
    return [`${field} = { ${inner.join(', ')} }`];
  });
}
