/** The arguments of `picsift mcp`, which `picsift mcp check` reads in the files of hosts. */

import type { Command } from 'commander';
import { addModelOptions } from '../../options.ts';

export function addServeArguments(command: Command): Command {
  const serving = command
    .argument('[dirs...]', 'folders to grant (default: those in the configuration)')
    .option(
      '--http <address>',
      'serve several assistants over HTTP instead, at HOST:PORT or a port of this computer; they need the token in ' +
        'PICSIFT_MCP_TOKEN, or the generated one (its file is printed)',
    );
  return addModelOptions(serving);
}
