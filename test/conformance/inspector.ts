/** The MCP inspector, a client that checks schemas strictly: lists and calls every tool, over stdio and HTTP. */

import { INSPECTOR, runTool, type ToolResult } from './run-tool.ts';
import type { Command, HttpServer } from './tested-servers.ts';

const ERAS = ['legacy', 'modern'];

/** Arguments to call each tool with. @param photo the id of a photo. */
export const ARGUMENTS: Record<string, (photo: string) => object> = {
  search_images: () => ({ query: 'a red picture', limit: 2 }),
  view_images: (photo) => ({ ids: [photo] }),
  browse_library: () => ({ by: 'folder' }),
  find_duplicates: () => ({}),
  library_status: () => ({}),
  reindex: () => ({}),
  // The inspector confirms nothing.
  tag_images: (photo) => ({ ids: [photo], add: ['beach'] }),
};

interface Inspected {
  readonly name: string;
  inspect(options: readonly string[]): Promise<ToolResult>;
}

/** Report each connection. @returns false when a schema has a problem, or a call fails. */
export async function runInspector(stdio: Command, http: HttpServer, print: (line: string) => void): Promise<boolean> {
  let isPassed = true;
  for (const server of [overStdio(stdio), overHttp(http)]) {
    for (const era of ERAS) {
      const problems = await inspectAll(server, era);
      print(`inspector, ${server.name}, ${era}: ${problems.length === 0 ? 'no problem' : problems.join('\n')}`);
      isPassed &&= problems.length === 0;
    }
  }
  return isPassed;
}

async function inspectAll(server: Inspected, era: string): Promise<string[]> {
  const inspect = (...options: string[]) => server.inspect(['--format', 'json', '--protocol-era', era, ...options]);
  const call = (tool: string, input: object) =>
    inspect('--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(input));

  const listed = await inspect('--method', 'tools/list', '--strict');
  // Warnings do not change the exit code, but they are printed.
  if (listed.code !== 0 || listed.stderr !== '') return [`tools/list: ${listed.stderr || `exit ${listed.code}`}`];
  const { tools } = JSON.parse(listed.stdout).result as { tools: { name: string }[] };
  const problems: string[] = [];
  await call('reindex', {});
  const photo = firstPhoto(await call('search_images', { query: 'red' }));
  for (const { name } of tools) {
    const input = ARGUMENTS[name]?.(photo);
    if (input === undefined) {
      problems.push(`${name}: say in ${import.meta.filename} what to call it with`);
      continue;
    }
    const { code, stdout, stderr } = await call(name, input);
    if (code !== 0) problems.push(`${name}: ${stderr || stdout}`);
  }
  return problems;
}

function firstPhoto({ stdout }: ToolResult): string {
  return JSON.parse(stdout).result.structuredContent.results[0].id as string;
}

function overStdio({ program, args, env }: Command): Inspected {
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return {
    name: 'stdio',
    inspect: (options) => runTool(INSPECTOR, ['inspector', '--cli', ...variables, ...options, program, ...args]),
  };
}

function overHttp({ url, token }: HttpServer): Inspected {
  const where = ['--transport', 'http', '--server-url', url, '--header', `Authorization: Bearer ${token}`];
  return { name: 'HTTP', inspect: (options) => runTool(INSPECTOR, ['inspector', '--cli', ...where, ...options]) };
}
