/** The built MCP server as a real process: with clients of both generations, or with raw lines. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Client as CurrentClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as CurrentTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, onTestFinished } from 'vitest';
import { cliEnvironment, MAIN } from '../cli.ts';
import { temporaryFolder } from '../photos/drawings.ts';

export interface ServerOptions {
  /** As on the command line. */
  readonly folders: readonly string[];
  /** Folder of data and configuration: servers with the same one share a catalog. */
  readonly home?: string;
  /** Added to the environment. */
  readonly env?: Record<string, string>;
  /** Serve over HTTP at this address instead of stdio. */
  readonly http?: string;
}

function serverProcess({ folders, home = temporaryFolder(), env, http }: ServerOptions) {
  return {
    command: process.execPath,
    args: ['--', MAIN, 'mcp', ...folders, ...(http === undefined ? [] : ['--http', http])],
    env: { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket', ...env },
    cwd: home,
  };
}

interface ToolAnswer {
  readonly text: string;
  readonly pictures: readonly Buffer[];
  // biome-ignore lint/suspicious/noExplicitAny: what a tool answers, the tests look into freely
  readonly data: any;
  readonly isError: boolean;
}

/** Progress of a call. */
export interface Step {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

/** Answers a question for the user: see the protocol's ElicitResult. */
export type OnQuestion = (message: string, signal: AbortSignal) => Answer | Promise<Answer>;

type Answer = {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string | number | boolean | string[]>;
};

export const CONFIRMED: Answer = { action: 'accept', content: { confirm: true } };

interface CallOptions {
  readonly onprogress?: (step: Step) => void;
  readonly signal?: AbortSignal;
}

/** The client functions that the tests need, the same for all client libraries. */
export interface TestClient {
  readonly instructions: string | undefined;
  listTools(): Promise<
    { name: string; description?: string | undefined; annotations?: object | undefined; inputSchema: object }[]
  >;
  call(tool: string, input?: Record<string, unknown>, options?: CallOptions): Promise<ToolAnswer>;
  /** Read a resource. @returns its contents. */
  read(uri: string): Promise<{ mimeType?: string | undefined; text?: string; blob?: string }[]>;
  /** End the conversation before the end of the test. */
  close(): Promise<void>;
}

/** Capabilities of a client that shows the pages of the extension MCP Apps. */
export const SHOWS_APPS = {
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
};

/** All clients, by a name for the report; each is closed at the end of the test. */
export const CLIENTS: Record<string, (options: ServerOptions, onQuestion?: OnQuestion) => Promise<TestClient>> = {
  'client 2.4, 2025 protocol': (options, onQuestion) => connectCurrent(options, 'legacy', onQuestion),
  'client 2.4, 2026 protocol': (options, onQuestion) => connectCurrent(options, 'auto', onQuestion),
  'sdk 1.32': (options, onQuestion) =>
    olderClient(new OlderTransport({ ...serverProcess(options), stderr: 'ignore' }), onQuestion),
};

const connectCurrent = (options: ServerOptions, mode: Era, onQuestion?: OnQuestion) =>
  currentClient(new CurrentTransport({ ...serverProcess(options), stderr: 'ignore' }), mode, onQuestion);

/** The protocol version of the current client: 2025's, or the newest that the server knows. */
export type Era = 'legacy' | 'auto';

export async function currentClient(
  transport: Parameters<CurrentClient['connect']>[0],
  mode: Era,
  onQuestion?: OnQuestion,
): Promise<TestClient> {
  const client = new CurrentClient(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode }, ...able(onQuestion) },
  );
  if (onQuestion !== undefined) {
    client.setRequestHandler('elicitation/create', async ({ params }, { mcpReq }) =>
      onQuestion(params.message, mcpReq.signal),
    );
  }
  await client.connect(transport);
  onTestFinished(() => client.close());
  expect(client.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
  return {
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    read: async (uri) => (await client.readResource({ uri })).contents,
    call: async (name, input = {}, callOptions) =>
      answerOf(await client.callTool({ name, arguments: input }, callOptions)),
    close: () => client.close(),
  };
}

export async function olderClient(
  transport: Parameters<OlderClient['connect']>[0],
  onQuestion?: OnQuestion,
): Promise<TestClient> {
  const client = new OlderClient({ name: 'test', version: '1' }, able(onQuestion));
  if (onQuestion !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => onQuestion(params.message, signal));
  }
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    read: async (uri) => (await client.readResource({ uri })).contents,
    call: async (name, input = {}, callOptions) =>
      answerOf(await client.callTool({ name, arguments: input }, undefined, callOptions)),
    close: () => client.close(),
  };
}

/** A client that shows forms says so. */
const able = (onQuestion: OnQuestion | undefined) => ({
  capabilities: onQuestion === undefined ? {} : { elicitation: { form: {} } },
});

export const connect = (options: ServerOptions) => connectCurrent(options, 'legacy');

function answerOf(result: Record<string, unknown>): ToolAnswer {
  const content = result.content as { type: string; text?: string; data?: string }[];
  return {
    text: content.flatMap(({ text }) => text ?? []).join('\n'),
    pictures: content.flatMap(({ data }) => (data === undefined ? [] : Buffer.from(data, 'base64'))),
    data: result.structuredContent,
    isError: result.isError === true,
  };
}

export interface BareServer {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Every line of stdout so far; after its end, also the last one without a line end. */
  readonly lines: readonly string[];
  stderr(): string;
  /** @returns the answer to the request. */
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  send(message: object | string): void;
  /** Resolves when the process ends. @returns exit code or signal. */
  exited(): Promise<number | string | null>;
}

/** Start a server without a client, to see its raw output. It is killed at the end of the test. */
export function startBare(options: ServerOptions): BareServer {
  const { command, args, ...spawnOptions } = serverProcess(options);
  const child = spawn(command, args, { ...spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  let [rest, errors] = ['', ''];
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    for (const line of parts) {
      lines.push(line);
      const message = JSON.parse(line) as { id?: number };
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    }
  });
  child.stdout.on('end', () => {
    if (rest !== '') lines.push(rest);
  });
  let lastId = 0;
  const send = (message: object | string) =>
    void child.stdin.write(
      `${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message })}\n`,
    );
  const gone = new Promise<number | string | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  return {
    process: child,
    lines,
    stderr: () => errors,
    send,
    request(method, params = {}) {
      const id = ++lastId;
      const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
      send({ id, method, params });
      return answer;
    },
    exited: () => gone,
  };
}

export const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
};
