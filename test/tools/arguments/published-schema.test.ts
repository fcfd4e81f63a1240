/** The schemas of all tools, as hosts get them. */

import { expect, it } from 'vitest';
import { connectHere } from '../../support/mcp/in-process.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

/** Keywords that every host knows. Others are refused by one of them, with the whole server. */
const KNOWN = new Set(
  'type properties required items enum description default minimum maximum minItems maxItems maxLength anyOf'.split(
    ' ',
  ),
);

/** Calls `see` with every schema inside a schema. */
function walk(schema: Record<string, unknown>, see: (schema: Record<string, unknown>) => void): void {
  see(schema);
  const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: object; anyOf?: object[] };
  for (const inner of [...Object.values(properties), ...anyOf, ...(items ? [items] : [])]) {
    walk(inner as Record<string, unknown>, see);
  }
}

it('have only keywords that hosts know, and a type or a choice of types', async () => {
  const tools = await (await connectHere({ folders: [temporaryFolder()] })).listTools();
  for (const tool of tools) {
    const { name, inputSchema, outputSchema } = tool as typeof tool & { outputSchema?: object };
    walk(inputSchema as Record<string, unknown>, (schema) => {
      expect(
        Object.keys(schema).filter((key) => !KNOWN.has(key) || key === 'anyOf'),
        name,
      ).toEqual([]);
      // A list of types is refused by some.
      expect(schema.type, name).toEqual(expect.any(String));
    });
    expect(outputSchema === undefined, name).toBe(name === 'view_images');
    walk((outputSchema ?? { type: 'object' }) as Record<string, unknown>, (schema) => {
      expect(
        Object.keys(schema).filter((key) => !KNOWN.has(key)),
        name,
      ).toEqual([]);
      if (schema.anyOf === undefined) expect(schema.type, name).toEqual(expect.any(String));
    });
  }
});
