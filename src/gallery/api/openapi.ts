/** The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), made from the routes. Its schemas are JSON Schema 2020-12. */

import { z } from 'zod';
import { packageVersion } from '../../base/paths.ts';
import { errorAnswer } from './errors.ts';
import { PREFIX, type Route } from './route.ts';

type Json = Record<string, unknown>;

/** @returns the document. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = PREFIX + route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: "picsift's gallery", version: packageVersion(), license: { name: 'MIT', identifier: 'MIT' } },
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      schemas: { Error: schemaOf(errorAnswer, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'picsift_PORT', description: 'Set when the page is opened.' },
      },
    },
  };
}

function operation({ method, path, summary, right, query, body, answer }: Route): Json {
  const inPath = Array.from(path.matchAll(/:(\w+)/g), ([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' }, description: 'Id of a photo.' };
  });
  const content =
    typeof answer === 'string'
      ? { [answer]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(answer, 'output') } };
  return {
    operationId: `${method}${path.replaceAll(/[/:-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(right === undefined ? {} : { description: `Needs the right "${right}".` }),
    parameters: [...inPath, ...(query === undefined ? [] : parametersOf(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      200: { description: 'The answer.', content },
      default: {
        description: 'An error.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parametersOf(query: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as Json;
    return { name, in: 'query', required: required.includes(name), ...(description ? { description } : {}), schema };
  });
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...published } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // Later versions add fields.
      if (io === 'output') delete jsonSchema.additionalProperties;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return published;
}
