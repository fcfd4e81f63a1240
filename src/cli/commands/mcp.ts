/** `picsift mcp`: runs the MCP server for AI assistants. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import { expandHome } from '../../base/home-folder.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { configFor, type IndexingOptions } from '../options.ts';
import { addServeArguments } from './mcp/arguments.ts';
import { checkCommand } from './mcp/check.ts';
import { configCommand } from './mcp/config.ts';

const HELP = `
You do not type this command: your assistant's program starts it. To set that up, and to try it:
  picsift mcp config claude --write ~/Pictures      for Claude Desktop, or cursor, vscode, codex, ...
  picsift mcp check

A folder named check or config is written ./check.`;

interface McpOptions extends IndexingOptions {
  readonly http?: string;
}

export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description(
      'Serve an AI assistant over stdio (Model Context Protocol). It can search only the folders named here.',
    )
    // An option after the name of a command below belongs to that one.
    .enablePositionalOptions()
    .addCommand(configCommand())
    .addCommand(checkCommand())
    .addHelpText('after', HELP);
  return addServeArguments(command).action(serve);
}

async function serve(dirs: string[], { http, ...options }: McpOptions): Promise<void> {
  const config = configFor(options);
  // Assistants' programs start it without a shell, which would do this.
  const folders = dirs.length > 0 ? dirs.map(expandHome) : config.folders;
  await keepDataOutOf(folders, config);
  const shows = { locations: config.mcp.showLocations, fullPaths: config.mcp.showFullPaths };
  const { allowTagging: allowsTagging } = config.mcp;
  const library = { engine: engineOptions(config), folders, schedule: config.schedule, shows, allowsTagging };
  if (http === undefined) {
    const { serveStdio } = await import('../../../tools/transports/stdio.ts');
    await serveStdio(library);
  } else {
    const { serveHttp } = await import('../../../tools/transports/http/serve.ts');
    await serveHttp({ ...library, http, token: config.mcpToken });
  }
}
