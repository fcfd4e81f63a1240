/** The MCP server over stdin and stdout: `picsift mcp`. */

import { Writable } from 'node:stream';
import type { McpRequestContext } from '@modelcontextprotocol/server';
import { serveStdio as connect, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { debug } from '../../src/base/debug.ts';
import { log } from '../../src/base/log.ts';
import { endAsked } from '../../src/http/ending.ts';
import { type LibraryOptions, openLibrary } from '../library.ts';
import { createServer } from '../server.ts';
import { endWith } from './ending.ts';
import { messageName } from './message-name.ts';
import { MOST_BYTES, readableLines } from './stdio-lines.ts';

/**
 * Serve one client until it closes stdin, stdout breaks, or a signal arrives. The handshake is answered before anything
 * is loaded. After this function resolves, the process ends within a second, even if work is in progress.
 */
export async function serveStdio(options: LibraryOptions): Promise<void> {
  const library = openLibrary(options);
  const wire = claimStdout();
  const lines = process.stdin.pipe(readableLines((message) => wire.write(`${JSON.stringify(message)}\n`)));
  const transport = new StdioServerTransport(lines, wire, { maxBufferSize: MOST_BYTES });
  await new Promise<void>((resolve) => {
    const newServer = ({ era }: McpRequestContext) => createServer(library, era);
    const connection = connect(newServer, { transport, onerror: ({ message }) => log(message) });
    // The SDK reports the end of the conversation only to its own handler, so wrap that one.
    const { onclose, onmessage } = transport;
    transport.onclose = () => {
      debug('mcp', () => 'the client has closed the conversation');
      onclose?.();
      resolve();
    };
    transport.onmessage = (message) => {
      debug('mcp', () => `received ${messageName(message)}`);
      onmessage?.(message);
    };
    void endAsked().then(() => connection.close());
  });
  await endWith(library);
}

/**
 * Reserve stdout for the protocol. Everything else that this process prints goes to stderr: a single other line would
 * break the conversation.
 */
function claimStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  const wire = new Writable({ write: (chunk: Buffer, _encoding, done) => void write(chunk, done) });
  stdout.on('error', (error) => wire.destroy(error));
  // Ignore errors: the host has closed stderr.
  stderr.on('error', () => {});
  return wire;
}
