/** The MCP server over stdin and stdout: `picsift mcp`. */

import { Writable } from 'node:stream';
import { serveStdio as connect, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { type LibraryOptions, openLibrary } from './library.ts';
import { log } from './log.ts';
import { createServer } from './server.ts';

/** From the end of the conversation to the end of the process, at most. */
const END_WITHIN_MS = 800;

/**
 * Serve one client until it closes stdin, stdout breaks, or a signal comes. The handshake is answered before anything
 * is loaded. After it resolves the process ends within a second, whatever is under way.
 */
export async function serveStdio(options: LibraryOptions): Promise<void> {
  const library = openLibrary(options);
  const transport = new StdioServerTransport(process.stdin, claimStdout());
  await new Promise<void>((resolve) => {
    const connection = connect(() => createServer(library), { transport, onerror: ({ message }) => log(message) });
    // The SDK tells its own part alone that the conversation is over.
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void connection.close());
  });
  // A batch in the indexing child may take longer: the child finishes it and ends by itself, since its parent is gone.
  setTimeout(() => process.exit(), END_WITHIN_MS).unref();
  // Waits for the query thread: ending the process in the middle of an inference would abort it.
  await library.close();
}

/**
 * stdout for the protocol alone. Whatever else is printed in this process goes to stderr: one stray line would end
 * the conversation.
 */
function claimStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  const wire = new Writable({ write: (chunk: Buffer, _encoding, done) => void write(chunk, done) });
  stdout.on('error', (error) => wire.destroy(error));
  // A host that is gone took stderr with it.
  stderr.on('error', () => {});
  return wire;
}
