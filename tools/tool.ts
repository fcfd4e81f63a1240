/** Defines a tool: data for the client, and a handler whose errors become answers. */

import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  type Tool as ListedTool,
  type McpServer,
  type ServerContext,
  type ToolAnnotations,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { debug, since } from '../src/base/debug.ts';
import { PicsiftError } from '../src/base/errors.ts';
import { explain, wrongCall } from './answers/error-answers.ts';
import { asBefore, inert } from './answers/inert.ts';
import { type Progress, startProgress } from './answers/progress-notifications.ts';
import { inputSchemaOf, listed, outputSchemaOf, withSchema } from './arguments/published-schema.ts';
import { readArguments } from './arguments/read-arguments.ts';
import { toolIcon } from './icons.ts';
import type { Library } from './library.ts';

/** Answer of a tool. A client shows the model either the text or the data, so each must be complete. */
interface Answer<Data> {
  readonly text: string;
  readonly data: Data;
  /** Only for tools without an `outputSchema`: clients that read the data drop pictures. */
  readonly jpegs?: readonly Buffer[];
}

/** All of them: a host takes a missing one for the worst. */
type Hints = Required<Omit<ToolAnnotations, 'title'>>;

/** The annotations of a tool that changes nothing. */
export const READS_ONLY: Hints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

export interface Tool<Input, Data> {
  readonly name: string;
  readonly title: string;
  /** See `toolIcon`. */
  readonly icon: string;
  readonly description: string;
  readonly inputSchema: z.ZodType<Input>;
  /** Absent: the answer has no data. Data has `notes`, which also get the remarks on the arguments. */
  readonly outputSchema?: z.ZodType<Data>;
  readonly annotations: Hints;
  /** Metadata of the extension MCP Apps: see app/extension.ts. */
  readonly meta?: Record<string, unknown>;
  /**
   * Answer a call. When its signal aborts, the work stops soon, and whatever is thrown is not sent.
   * @returns the answer, or what the client must ask its user first.
   */
  run(input: Input, library: Library, call: Call): Promise<Answer<Data> | InputRequiredResult>;
}

export interface Call {
  readonly context: ServerContext;
  /** Aborted when the client cancels the call or disconnects. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Hosts refuse answers of 1 MB. */
const MAX_BYTES = 1_000_000;

/** Registers a tool at a server. @returns the tool as it is listed. */
export type Register = (server: McpServer, library: Library) => ListedTool;

/** Define a tool. @returns a function that registers it. */
export function defineTool<Input, Data extends { notes: string[] } | undefined>(tool: Tool<Input, Data>): Register {
  const { name, run, icon, inputSchema, outputSchema, meta, ...about } = tool;
  const description = { ...about, icons: [toolIcon(icon)] };
  const published = inputSchemaOf(inputSchema);
  const entry: ListedTool = {
    ...{ name, ...description, inputSchema: listed(published) },
    ...(outputSchema && { outputSchema: listed(outputSchemaOf(outputSchema)) }),
    ...(meta && { _meta: meta }),
  };
  const schemas = {
    // The arguments are read below, because the errors of a schema are no help to a model.
    inputSchema: withSchema<unknown>(listed(published), (value) => ({ value })),
    ...(outputSchema && {
      outputSchema: withSchema(listed(outputSchemaOf(outputSchema)), outputSchema['~standard'].validate),
    }),
  };

  async function answer(given: unknown, library: Library, call: Call): Promise<CallToolResult | InputRequiredResult> {
    const { input, notes } = readArguments(inputSchema, published, asBefore(given));
    const answered = await run(input, library, call);
    if (isInputRequiredResult(answered)) return answered;
    const { text, data, jpegs = [] } = answered;
    const pictures = jpegs.map((jpeg) => ({
      type: 'image' as const,
      mimeType: 'image/jpeg',
      data: jpeg.toString('base64'),
    }));
    const lines = [text, ...notes.map((note) => `Note: ${note}`)];
    const result: CallToolResult = {
      content: [{ type: 'text', text: inert(lines.join('\n')) }, ...pictures],
      ...(data === undefined ? {} : { structuredContent: inert({ ...data, notes: [...data.notes, ...notes] }) }),
    };
    // The tools limit what they list. This is for photos with the longest names in every field.
    if (Buffer.byteLength(JSON.stringify(result)) < MAX_BYTES) return result;
    throw wrongCall(
      'The answer would be larger than programs accept. Ask for less at once: a smaller limit, or fewer ids.',
    );
  }

  return (server, library) => {
    server.registerTool(
      name,
      { ...description, ...schemas },
      async (given, context): Promise<CallToolResult | InputRequiredResult> => {
        const startedAt = performance.now();
        let outcome = 'answered';
        const { signal } = context.mcpReq;
        const progress = startProgress(context, tool.title);
        try {
          return await answer(given, library, { context, signal, progress });
        } catch (error) {
          outcome = signal.aborted ? 'cancelled' : error instanceof PicsiftError ? error.code : 'failed';
          // A cancelled call always fails, and its answer is not sent.
          const text = signal.aborted ? 'Cancelled.' : inert(explain(error));
          return { content: [{ type: 'text', text }], isError: true };
        } finally {
          progress.end();
          debug('mcp', () => `tool ${name}: ${outcome} after ${since(startedAt)}`);
          // Some hosts start a server only to list its tools. Start watching when a tool is used.
          library.watch();
        }
      },
    );
    return entry;
  };
}
