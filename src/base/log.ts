/** The server's log: stderr, a line at a time. stdout belongs to the protocol. */

/** Details for the person who runs the server; the assistant is told less. */
export function log(line: string): void {
  process.stderr.write(`picsift mcp: ${line}\n`);
}
