/** Reads the query of an address as its schema declares it: texts become numbers, booleans and lists. Pure. */

import { z } from 'zod';

type Form = 'number' | 'boolean' | 'list' | 'text';

/** How the parameters of each schema are written. */
const known = new WeakMap<z.ZodObject, Map<string, Form>>();

function formsOf(schema: z.ZodObject): Map<string, Form> {
  const forms =
    known.get(schema) ?? new Map(Object.entries(schema.shape).map(([name, field]) => [name, formOf(field)]));
  known.set(schema, forms);
  return forms;
}

function formOf(field: z.core.$ZodType): Form {
  const { type } = z.toJSONSchema(field, { io: 'input' });
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return 'list';
  return type === 'boolean' ? 'boolean' : 'text';
}

/** Collect the parameters for the schema to parse. What is not written as declared stays a text, which the schema refuses. */
export function readQuery(parameters: URLSearchParams, schema: z.ZodObject): Record<string, unknown> {
  const forms = formsOf(schema);
  const values: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    const all = parameters.getAll(name);
    const text = all.at(-1)!;
    switch (forms.get(name)) {
      case 'list':
        values[name] = all;
        break;
      case 'number':
        values[name] = /^-?\d{1,15}$/.test(text) ? Number(text) : text;
        break;
      case 'boolean':
        values[name] = text === 'true' ? true : text === 'false' ? false : text;
        break;
      default:
        values[name] = text;
    }
  }
  return values;
}
