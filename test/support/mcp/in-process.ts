/**
 * The MCP server in this process, behind a real client: for what the tools answer. The engine and its children are
 * real; what a process of its own adds (stdio, signals, configuration), test/tools/transports tests.
 */

import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { openLibrary } from '../../../tools/library.ts';
import { createServer } from '../../../tools/server.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { engineOptions } from '../test-engine.ts';
import { currentClient, type TestClient } from './client.ts';

/** A connected client, ended with its server and engine at the end of the test. */
export async function connectInProcess(folders: readonly string[], dataDir: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(await startServer(folders, dataDir));
  onTestFinished(() => client.close());
  return client;
}

interface InProcessOptions {
  readonly folders: readonly string[];
  /** Holds the data folder: give the same one to let servers share a catalog. */
  readonly home?: string;
}

/** The same, behind what the tests of each generation of clients use. */
export async function connectHere({ folders, home = temporaryFolder() }: InProcessOptions): Promise<TestClient> {
  return currentClient(await startServer(folders, join(home, 'data')), 'legacy');
}

/** @returns the client's end of the connection. */
async function startServer(folders: readonly string[], dataDir: string): Promise<InMemoryTransport> {
  const library = openLibrary({ engine: engineOptions({ dataDir }), folders });
  onTestFinished(() => library.close());
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createServer(library).connect(theirs);
  return ours;
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
