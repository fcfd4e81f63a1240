/** Defines a tool: data for the client, and a handler whose errors become answers. */

import type {
  CallToolResult,
  McpServer,
  ServerContext,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from '@modelcontextprotocol/server';
import { debug, since } from '../src/base/debug.ts';
import { PicsiftError } from '../src/base/errors.ts';
import { explain } from './answers/error-answers.ts';
import type { Library } from './library.ts';

/** Answer of a tool. A client shows the model either the text or the data, so each must be complete. */
interface Answer<Data> {
  readonly text: string;
  readonly data: Data;
  /** Only for tools without an `outputSchema`: clients that read the data drop pictures. */
  readonly jpegs?: readonly Buffer[];
}

export interface Tool<Input, Data> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: StandardSchemaWithJSON<unknown, Input>;
  /** Absent: the answer has no data. */
  readonly outputSchema?: StandardSchemaWithJSON<unknown, Data>;
  readonly annotations: ToolAnnotations;
  run(input: Input, library: Library, call: ServerContext): Promise<Answer<Data>>;
}

/** Registers a tool at a server. */
export type Register = (server: McpServer, library: Library) => void;

/** Define a tool. @returns a function that registers it. */
export function defineTool<Input, Data extends Record<string, unknown> | undefined>(tool: Tool<Input, Data>): Register {
  const { name, run, ...description } = tool;
  return (server, library) => {
    server.registerTool(name, description, async (input, call): Promise<CallToolResult> => {
      const startedAt = performance.now();
      let outcome = 'answered';
      try {
        const { text, data, jpegs = [] } = await run(input, library, call);
        const pictures = jpegs.map((jpeg) => ({
          type: 'image' as const,
          mimeType: 'image/jpeg',
          data: jpeg.toString('base64'),
        }));
        return {
          content: [{ type: 'text', text }, ...pictures],
          ...(data === undefined ? {} : { structuredContent: data }),
        };
      } catch (error) {
        outcome = error instanceof PicsiftError ? error.code : 'failed';
        // A cancelled call always fails, and its answer is not sent.
        const text = call.mcpReq.signal.aborted ? 'Cancelled.' : explain(error);
        return { content: [{ type: 'text', text }], isError: true };
      } finally {
        debug('mcp', () => `tool ${name}: ${outcome} after ${since(startedAt)}`);
        // Some hosts start a server only to list its tools. Start watching when a tool is used.
        library.watch();
      }
    });
  };
}
