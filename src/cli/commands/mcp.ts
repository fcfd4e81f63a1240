/** `picsift mcp`: serve AI assistants. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine.ts';
import { addModelOptions, configFor, type IndexingOptions } from '../options.ts';

export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description(
      'Serve an AI assistant over stdio (Model Context Protocol). It may search the folders named here, no others.',
    )
    .argument('[dirs...]', 'folders to grant; without any, those named in the configuration');
  return addModelOptions(command).action(async (dirs: string[], options: IndexingOptions) => {
    const config = configFor(options);
    const { serveStdio } = await import('../../../tools/stdio.ts');
    const folders = dirs.length > 0 ? dirs : config.folders;
    const shows = { locations: config.mcp.showLocations, fullPaths: config.mcp.showFullPaths };
    await serveStdio({ engine: engineOptions(config), folders, schedule: config.schedule, shows });
  });
}
