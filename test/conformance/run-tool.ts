/** The protocol's own tools, downloaded by npm. They need Node.js 22, and are not part of picsift or its tests. */

import { spawn } from 'node:child_process';

const NODE = 'node@22.23.3';
/** Exact versions: what passes today must not fail tomorrow because a tool has changed. */
export const CONFORMANCE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
export const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runTool(name: string, args: readonly string[]): Promise<ToolResult> {
  const npx = ['--yes', '--loglevel=error', '--package', NODE, '--package', name, '--', ...args];
  const child = spawn('npx', npx, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
