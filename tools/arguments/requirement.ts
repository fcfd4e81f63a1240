/** Says what an argument must be, in one sentence with an example. Pure. */

import type { z } from 'zod';
import type { Schema } from './published-schema.ts';

/** Describe what the argument of a failed check must be. */
export function requirement({ properties = {} }: Schema, { path }: Pick<z.core.$ZodIssue, 'path'>): string {
  const name = String(path[0] ?? 'arguments');
  const schema = properties[name];
  if (schema === undefined) return 'The arguments must be an object, for example {}.';
  return `${name} must be ${inWords(schema)}, for example {"${name}": ${JSON.stringify(exampleOf(schema))}}.`;
}

function inWords({ type, enum: choices, minimum, maximum, ...schema }: Schema): string {
  if (choices !== undefined) return `one of ${choices.join(', ')}`;
  switch (type) {
    case 'integer':
      return `a whole number from ${minimum} to ${maximum}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list of ${schema.minItems ?? 0} to ${schema.maxItems} texts of up to ${schema.items?.maxLength} characters`;
    default:
      return `one text of up to ${schema.maxLength} characters`;
  }
}

function exampleOf({ type, enum: choices, examples = [], ...schema }: Schema): unknown {
  const [example] = examples;
  if (type === 'array') return [example];
  return example ?? choices?.[0] ?? (type === 'boolean' ? true : schema.default);
}
