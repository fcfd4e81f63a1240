/** Lines on stderr, for the person who runs picsift. stdout belongs to results and to the protocol. */

/** Back to the line's start, and clear it: there may be a progress bar. It draws itself again below. */
const CLEAR_LINE = '\r\u001b[K';

/** A line on stderr. */
export function writeErrorLine(line: string): void {
  process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}${line}\n`);
}

/** Details for the person who runs the MCP server; the assistant gets less. */
export function log(line: string): void {
  writeErrorLine(`picsift mcp: ${line}`);
}
