/**
 * The MCP server in this process, with a real client, to test the answers of the tools. The engine is real.
 * test/tools/transports tests what a separate process adds: stdio, signals, configuration, watching.
 */

import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import type { ScanOptions } from '../../../src/library/files/scan-filter.ts';
import { shareRuns } from '../../../tools/indexer.ts';
import { openLibrary, type Shows } from '../../../tools/library.ts';
import { createServer } from '../../../tools/server.ts';
import { indexHere } from '../engine-here.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { engineOptions } from '../test-engine.ts';
import { currentClient, type OnQuestion, SHOWS_APPS, type TestClient } from './client.ts';

/**
 * Returns a connected client of a server with all tools. It shows the pages of MCP Apps, so it knows every tool. It is
 * closed with its server and engine at the end of the test.
 */
export async function connectInProcess(
  folders: readonly string[],
  dataDir: string,
  { prepare = () => {}, ...options }: ServerOptions & { readonly prepare?: (client: Client) => void } = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: SHOWS_APPS });
  prepare(client);
  const all = { watches: true, runsProcesses: true, allowsTagging: true };
  await client.connect(await startServer({ ...all, ...options, folders, dataDir }));
  onTestFinished(() => client.close());
  return client;
}

interface ServerOptions {
  /**
   * Index the folders in the background, as a real server does. Without it, only the tool calls of the test index, so
   * that their numbers are certain.
   */
  readonly watches?: boolean;
  /** Index in child processes, as a real server does. Without it `reindex` indexes in this process: see engine-here.ts. */
  readonly runsProcesses?: boolean;
  readonly scan?: ScanOptions;
  readonly shows?: Shows;
  readonly allowsTagging?: boolean;
  /** Default: the built-in one. */
  readonly model?: string;
}

interface InProcessOptions extends ServerOptions {
  readonly folders: readonly string[];
  /** Folder with the data folder: servers with the same one share a catalog. */
  readonly home?: string;
  /** How the user answers. Without it the client shows no forms. */
  readonly onQuestion?: OnQuestion;
}

/** The same, with the client functions that the tests of all generations share. */
export async function connectHere({
  home = temporaryFolder(),
  onQuestion,
  ...options
}: InProcessOptions): Promise<TestClient> {
  return currentClient(await startServer({ ...options, dataDir: join(home, 'data') }), 'legacy', onQuestion);
}

/** @returns the client's end of the connection. */
export async function startServer({
  folders,
  dataDir,
  watches = false,
  runsProcesses = false,
  scan,
  shows,
  allowsTagging,
  model,
}: Omit<InProcessOptions, 'home' | 'onQuestion'> & { readonly dataDir: string }): Promise<InMemoryTransport> {
  const engine = engineOptions({ dataDir, ...(scan && { scan }), ...(model && { model: { name: model } }) });
  const opened = openLibrary({ engine, folders, shows, allowsTagging });
  onTestFinished(() => opened.close());
  const library = {
    ...opened,
    ...(!watches && { watch() {} }),
    ...(!runsProcesses && {
      index: shareRuns((roots, { onProgress }) => indexHere(engine, roots, { ...(onProgress && { onProgress }) })),
    }),
  };
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createServer(library).connect(theirs);
  return ours;
}

/** The parts of a JSON schema that show what it accepts. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface TextArgument {
  readonly tool: string;
  readonly name: string;
  /** Returns a complete input with this text in the argument, and a harmless text in every other required one. */
  input(text: string): Record<string, unknown>;
}

/** Returns every argument of every tool that accepts text, or a list of texts. */
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
