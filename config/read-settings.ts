/** Reads the files in which people write settings: their text, and the JSON in it. */

import { readFileSync } from 'node:fs';
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { messageOf, PicsiftError, systemCode } from '../src/base/errors.ts';
import { textEncoding } from '../src/base/text-encoding.ts';

/**
 * Read a text file, without its byte order mark.
 * @returns undefined if there is no such file and it is not `required`.
 * @throws PicsiftError `bad-config` if it cannot be read, or is not UTF-8.
 */
export function readTextFile(file: string, required: boolean): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (!required && (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR')) return undefined;
    const text = `${file} cannot be read (${messageOf(error)}). Check its name and permissions.`;
    throw new PicsiftError('bad-config', text, { cause: error });
  }
  if (textEncoding(bytes) !== 'utf-8') throw notUtf8(file, 'is in UTF-16');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notUtf8(file, 'has bytes that are not UTF-8', error);
  }
}

function notUtf8(file: string, what: string, cause?: unknown): PicsiftError {
  return new PicsiftError('bad-config', `${file} ${what}. Save it as UTF-8 in your editor.`, { cause });
}

/**
 * Parse the object in a JSON file.
 * @throws PicsiftError `bad-config` with the line and column of the first error.
 */
export function parseSettings(text: string, file: string): Record<string, unknown> {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    const first = jsonError(text);
    const where = first === undefined ? '' : `: line ${first.line}, column ${first.column}: ${first.what}`;
    throw new PicsiftError('bad-config', `${file} is not valid JSON${where}.`, { cause: error });
  }
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
    return settings as Record<string, unknown>;
  }
  throw new PicsiftError('bad-config', `${file} is not an object. Write the settings between { and }.`);
}

export interface JsonError {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to do, without a full stop. */
  readonly what: string;
}

/**
 * Find the first error of a JSON text. The messages of JSON.parse have no line, and not always a position.
 * @param allowed what some programs allow in their files: comments, and a comma after the last value.
 */
export function jsonError(
  text: string,
  { comments = false, trailingCommas = false }: { readonly comments?: boolean; readonly trailingCommas?: boolean } = {},
): JsonError | undefined {
  let first: JsonError | undefined;
  visit(
    text,
    {
      onError: (code, offset, _length, line, column) => {
        first ??= { line: line + 1, column: column + 1, what: explain(code, text[offset]) };
      },
    },
    { disallowComments: !comments, allowTrailingComma: trailingCommas },
  );
  return first;
}

/** @param character at which the error is. */
function explain(code: ParseErrorCode, character: string | undefined): string {
  const name = printParseErrorCode(code);
  if (character !== undefined && '}]'.includes(character) && /^(PropertyName|Value)Expected$/.test(name)) {
    return `there is nothing between the last comma or colon and ${character}. Remove that comma, or add what is missing`;
  }
  return EXPLANATIONS[name] ?? 'this is not JSON';
}

/** By the names of the error codes of jsonc-parser. */
const EXPLANATIONS: Partial<Record<string, string>> = {
  InvalidCommentToken: 'JSON has no comments. Remove this one',
  PropertyNameExpected: 'expected a name in straight double quotes ("folders")',
  InvalidSymbol: 'expected a text in straight double quotes, a number, true or false',
  ValueExpected: 'expected a value: a text in double quotes, a number, true, false, [...] or {...}',
  ColonExpected: 'expected a colon after the name',
  CommaExpected: 'expected a comma, or the closing bracket',
  CloseBraceExpected: 'the file ends, but } is missing',
  CloseBracketExpected: 'the file ends, but ] is missing',
  EndOfFileExpected: 'expected nothing more: the brackets before are closed',
  UnexpectedEndOfString: 'this text has no closing double quote in its line',
  UnexpectedEndOfComment: 'JSON has no comments. Remove this one',
  InvalidEscapeCharacter: 'a backslash in this text must be written twice (C:\\\\Users), or as / in a path',
  InvalidCharacter: 'a tab or another control character is in this text. Remove it',
};
