/** Calls of tools in raw messages, with answers to questions that no client library would send. */

import type { InMemoryTransport } from '@modelcontextprotocol/client';
import { INITIALIZE } from './client.ts';
import { bare, type TestServer } from './http.ts';

/** A result, as far as the tests look into it. */
export interface RawResult {
  readonly resultType?: string;
  readonly requestState?: string;
  readonly inputRequests?: Record<string, { params: { message: string; requestedSchema: object } }>;
  // biome-ignore lint/suspicious/noExplicitAny: what a tool answers, the tests look into freely
  readonly structuredContent?: any;
  readonly isError?: boolean;
  readonly content?: { text: string }[];
}

const VERSION = '2026-07-28';
const FORMS = { elicitation: { form: {} } };

/** Call a tool in the protocol of 2026. @param more the answers, and the state of the question. */
export async function call2026(
  server: TestServer,
  [name, args]: readonly [string, object],
  more: object = {},
  capabilities: object = FORMS,
): Promise<RawResult> {
  const meta = { protocolVersion: VERSION, clientInfo: INITIALIZE.clientInfo, clientCapabilities: capabilities };
  const _meta = Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [`io.modelcontextprotocol/${key}`, value]),
  );
  const { body } = await bare(server, {
    headers: { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/call', 'mcp-name': name },
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args, _meta, ...more } },
  });
  const [, message] = /^data: (.*)$/m.exec(body) ?? [];
  return JSON.parse(message ?? body).result;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: RawResult;
}

/** Call a tool in the protocol of 2025. @param onQuestion returns what is sent back: `result` or `error`. */
export async function call2025(
  transport: InMemoryTransport,
  [name, args]: readonly [string, object],
  onQuestion: () => object,
): Promise<RawResult> {
  const send = (message: object) =>
    transport.send({ jsonrpc: '2.0', ...message } as Parameters<typeof transport.send>[0]);
  await transport.start();
  const result = new Promise<RawResult>((resolve) => {
    transport.onmessage = (message) => {
      const { id, method, result } = message as Message;
      if (method === 'elicitation/create') void send({ id, ...onQuestion() });
      else if (id === 2) resolve(result!);
    };
  });
  await send({ id: 1, method: 'initialize', params: { ...INITIALIZE, capabilities: FORMS } });
  await send({ method: 'notifications/initialized' });
  await send({ id: 2, method: 'tools/call', params: { name, arguments: args } });
  return result;
}
