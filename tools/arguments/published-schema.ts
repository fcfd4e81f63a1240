/**
 * The JSON Schemas of tools as hosts can read them. Some hosts refuse a whole server because of one keyword that they do
 * not know, and every word of a schema costs the model tokens.
 */

import type { StandardSchemaWithJSON, Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A schema of JSON Schema, as far as tools use it. */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** Write the schema of a tool's arguments. Those with a default may be left out. */
export function inputSchemaOf(schema: z.ZodType): Schema {
  return schemaOf(schema, 'input');
}

/** Write the schema of a tool's data. A count is a whole number: that it is not negative goes without saying. */
export function outputSchemaOf(schema: z.ZodType): Schema {
  return schemaOf(schema, 'output');
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  // An older Ajv refuses a draft that it does not know.
  const { $schema: _, ...published } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // Hosts add arguments of their own, and clients must not refuse the fields of a later picsift.
      delete jsonSchema.additionalProperties;
      // The largest number that JavaScript counts exactly says nothing to a model.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.minimum === 0 && io === 'output') delete jsonSchema.minimum;
    },
  });
  return published as Schema;
}

/** Return the schema as a client gets it. */
export function listed(published: Schema): Tool['inputSchema'] {
  return { ...withoutSmallPrint(published), type: 'object' } as Tool['inputSchema'];
}

/** Show a client this schema, and check values with `validate`. */
export function withSchema<Data>(
  schema: Tool['inputSchema'],
  validate: StandardSchemaWithJSON<unknown, Data>['~standard']['validate'],
): StandardSchemaWithJSON<unknown, Data> {
  const json = () => ({ ...schema });
  return { '~standard': { version: 1, vendor: 'picsift', validate, jsonSchema: { input: json, output: json } } };
}

/**
 * Leave out what no model needs to call rightly: examples, and limits that it does not reach. Who exceeds one gets a
 * sentence about it: see requirement.ts.
 */
function withoutSmallPrint({ examples: _, maxLength: _length, maxItems: _items, ...schema }: Schema): Schema {
  const { items, properties } = schema;
  return {
    ...schema,
    ...(items && { items: withoutSmallPrint(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, withoutSmallPrint(field)]),
      ),
    }),
  };
}
