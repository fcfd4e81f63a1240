/** Lines on stderr, for the person who runs picsift. stdout belongs to results and to the protocol. */

/** Go to the start of the line and clear it. */
const CLEAR_LINE = '\r\u001b[K';

let hasStatus = false;

/** Write a line to stderr, above the status line if there is one. */
export function writeErrorLine(line: string): void {
  clearStatus();
  process.stderr.write(`${line}\n`);
}

/**
 * Show a line at the bottom of the terminal until the next line is written. Nothing is changed that a program must
 * restore when a signal stops or ends it: the cursor stays visible, and the line is cut at the terminal's width.
 */
export function showStatus(line: string): void {
  const width = (process.stderr.columns || 80) - 1;
  process.stderr.write(`${CLEAR_LINE}${line.slice(0, width)}`);
  hasStatus = true;
}

/** Remove the status line. */
export function clearStatus(): void {
  if (hasStatus) process.stderr.write(CLEAR_LINE);
  hasStatus = false;
}

/** Write details for the person who runs the MCP server. The assistant does not get them. */
export function log(line: string): void {
  writeErrorLine(`picsift mcp: ${line}`);
}
