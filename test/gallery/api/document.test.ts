/** The OpenAPI document and docs/api.md say what the routes declare. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { openApi } from '../../../src/gallery/api/openapi.ts';
import { ROUTES } from '../../../src/gallery/api/routes.ts';
import { FILTERS } from '../../../src/search/filters/filter-table.ts';
import { apiTables } from '../../support/gallery/api-tables.ts';

/** Replace this part of the page by what the failing test prints. */
const GENERATED = '<!-- the routes -->\n';

it('docs/api.md has every route, parameter and field', () => {
  const [, found] = readFileSync(join(packageRoot(), 'docs', 'api.md'), 'utf8').split(GENERATED);
  expect(found?.trim()).toBe(apiTables(Object.keys(FILTERS)).trim());
});

it('the OpenAPI document refers only to what it has, and names each operation once', () => {
  const document = openApi(ROUTES) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: object;
  };
  const text = JSON.stringify(document);
  const references = Array.from(text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g), ([, name]) => name);
  expect(new Set(references)).toEqual(new Set(['Error']));
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(ROUTES.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
});
