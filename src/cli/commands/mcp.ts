/** `picsift mcp`: runs the MCP server for AI assistants. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import { expandHome } from '../../base/home-folder.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { addModelOptions, configFor, type IndexingOptions } from '../options.ts';

interface McpOptions extends IndexingOptions {
  readonly http?: string;
}

export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description(
      'Serve an AI assistant over stdio (Model Context Protocol). It can search only the folders named here.',
    )
    .argument('[dirs...]', 'folders to grant (default: those in the configuration)')
    .option(
      '--http <address>',
      'serve several assistants over HTTP instead, at HOST:PORT or a port of this computer; they need the token in ' +
        'PICSIFT_MCP_TOKEN, or the generated one (its file is printed)',
    );
  return addModelOptions(command).action(async (dirs: string[], { http, ...options }: McpOptions) => {
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
  });
}
