/** Lines on stderr, for the person who runs picsift. stdout belongs to results and to the protocol. */

/** Go to the start of the line and clear it: a progress bar may be there. It is drawn again on the next line. */
const CLEAR_LINE = '\r\u001b[K';

/** Write a line to stderr. */
export function writeErrorLine(line: string): void {
  process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}${line}\n`);
}

/** Write details for the person who runs the MCP server. The assistant does not get them. */
export function log(line: string): void {
  writeErrorLine(`picsift mcp: ${line}`);
}
