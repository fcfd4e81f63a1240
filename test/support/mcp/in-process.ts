/** The MCP server in this process: for tests that ask it thousands of things. The engine and its children are real. */

import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { openLibrary } from '../../../tools/library.ts';
import { createServer } from '../../../tools/server.ts';
import { engineOptions } from '../test-engine.ts';

/** A connected client, ended with its server and engine at the end of the test. */
export async function connectInProcess(folders: readonly string[], dataDir: string): Promise<Client> {
  const library = openLibrary({ engine: engineOptions({ dataDir }), folders });
  const server = createServer(library);
  const client = new Client({ name: 'test', version: '1' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  onTestFinished(async () => {
    await client.close();
    await library.close();
  });
  return client;
}

/** A JSON schema, as far as it says where text may be given. */
interface Schema {
  readonly type?: string;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface TextArgument {
  readonly tool: string;
  readonly name: string;
  /** A whole input with this text in the argument, and something harmless wherever else something is required. */
  input(text: string): Record<string, unknown>;
}

/** Every argument of every tool that takes text, or a list of texts. */
export async function textArguments(client: Client): Promise<TextArgument[]> {
  const { tools } = await client.listTools();
  return tools.flatMap(({ name: tool, inputSchema }) => {
    const { properties = {}, required = [] } = inputSchema as Schema;
    const holds = (schema: Schema | undefined, text: string): unknown => (schema?.type === 'array' ? [text] : text);
    const harmless = Object.fromEntries(required.map((name) => [name, holds(properties[name], 'red')]));
    return Object.entries(properties)
      .filter(([, schema]) => (schema.type === 'array' ? schema.items?.type : schema.type) === 'string')
      .map(([name, schema]) => ({ tool, name, input: (text) => ({ ...harmless, [name]: holds(schema, text) }) }));
  });
}
