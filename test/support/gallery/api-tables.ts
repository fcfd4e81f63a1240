/** The tables of docs/api.md, made from the declarations of the routes. */

import { openApi } from '../../../src/gallery/api/openapi.ts';
import { ROUTES } from '../../../src/gallery/api/routes.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** The filters have a page of their own. */
export function apiTables(filters: readonly string[]): string {
  const { paths } = openApi(ROUTES) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => section(method, path, operation, filters)),
    )
    .join('\n\n');
}

function section(method: string, path: string, operation: Operation, filters: readonly string[]): string {
  const { summary, description, parameters, requestBody } = operation;
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const own = inQuery.filter(({ name }) => !filters.includes(name));
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const fields = [
    ...own.map(({ name, description: text = '', schema }) => row(name, schema, text)),
    ...(own.length < inQuery.length ? ['| filters | [by the same names as on the command line](filters.md) |'] : []),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => row(name, schema, schema.description ?? '')),
  ];
  const table =
    fields.length === 0
      ? []
      : ['', `| ${body === undefined ? 'parameter' : 'field'} | what it is |`, '| - | - |', ...fields];
  return [
    `### \`${method.toUpperCase()} ${path}\``,
    '',
    [summary, description].filter(Boolean).join(' '),
    ...table,
  ].join('\n');
}

function row(name: string, schema: Schema, text: string): string {
  const choices = schema.enum === undefined ? '' : ` One of ${schema.enum.map((each) => `\`${each}\``).join(', ')}.`;
  const usual = schema.default === undefined ? '' : ` Default: \`${JSON.stringify(schema.default)}\`.`;
  return `| \`${name}\` | ${(text + choices + usual).trim().replaceAll('|', '\\|') || schema.type} |`;
}
