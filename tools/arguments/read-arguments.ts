/**
 * Reads the arguments of a call as a careless client means them, and says what it did not understand: most clients fill in
 * every field, and add some of their own. Pure.
 */

import type { z } from 'zod';
import { quoted } from '../../src/base/safe-text.ts';
import { wrongCall } from '../answers/error-answers.ts';
import type { Schema } from './published-schema.ts';
import { parsed, readValue } from './read-value.ts';
import { requirement } from './requirement.ts';

export interface ReadArguments<Input> {
  readonly input: Input;
  /** What was ignored or changed. */
  readonly notes: readonly string[];
}

/** Keys under which clients wrap the arguments once more. */
const WRAPPERS = new Set(['arguments', 'args', 'input', 'parameters', 'params']);
const LISTED_KEYS = 5;

/**
 * Read the arguments of a tool.
 * @param schema checks them in the end.
 * @param published the same for clients: see `inputSchemaOf`.
 * @throws PicsiftError `bad-usage`: one sentence that names the argument and shows a right example.
 */
export function readArguments<Input>(
  schema: z.ZodType<Input>,
  published: Schema,
  given: unknown,
): ReadArguments<Input> {
  const fields = published.properties ?? {};
  const nameOf = new Map(Object.keys(fields).map((name) => [simplified(name), name]));
  const values: Record<string, unknown> = {};
  const ignored: string[] = [];
  const notes: string[] = [];
  for (const [key, value] of Object.entries(unwrapped(given, fields))) {
    const name = Object.hasOwn(fields, key)
      ? key
      : spellings(key)
          .map((spelling) => nameOf.get(spelling))
          .find(Boolean);
    if (name === undefined) {
      ignored.push(key);
      continue;
    }
    const read = readValue(fields[name]!, value);
    if (read.value === undefined) continue;
    values[name] = read.value;
    if (read.note !== undefined) notes.push(`${name} ${read.note}.`);
  }
  const result = schema.safeParse(values);
  if (!result.success) throw wrongCall(requirement(published, result.error.issues[0]!));
  if (ignored.length > 0) notes.push(ignoredNote(ignored));
  return { input: result.data, notes };
}

/** Return the object with the arguments: it may be missing, in a text, or inside another one. */
function unwrapped(given: unknown, fields: NonNullable<Schema['properties']>): object {
  const object = typeof given === 'string' ? parsed(given) : given;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return {};
  const [[key, inner] = ['', undefined], ...others] = Object.entries(object);
  if (others.length > 0 || !WRAPPERS.has(key) || Object.hasOwn(fields, key)) return object;
  const isWrapped = typeof inner === 'string' ? parsed(inner) !== undefined : typeof inner === 'object';
  return isWrapped ? unwrapped(inner, fields) : object;
}

/** One or several: answers name `people` and `keywords`, and an ignored filter would show all photos. */
function spellings(name: string): string[] {
  const simple = simplified(name);
  return [simple, `${simple}s`, simple.replace(/s$/, ''), ...(simple === 'people' ? ['person'] : [])];
}

/** "similar_to", "Similar-To" and "similarTo" are the same argument. */
function simplified(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function ignoredNote(keys: readonly string[]): string {
  const listed = keys.slice(0, LISTED_KEYS).map(quoted).join(', ');
  const more = keys.length > LISTED_KEYS ? ` and ${keys.length - LISTED_KEYS} more` : '';
  return `Ignored, because this tool has no such argument: ${listed}${more}.`;
}
