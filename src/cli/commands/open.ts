/** `picsift open`: shows a folder in the browser. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import { hasDisplay } from '../../../config/load.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { addIndexingOptions, configFor, type IndexingOptions, portNumber } from '../options.ts';
import { printLine, report } from '../output/console.ts';

interface OpenOptions extends IndexingOptions {
  readonly in: string;
  readonly port: number;
  readonly browser: boolean;
}

export function openCommand(): Command {
  const command = new Command('open')
    .summary('look through a folder in the browser')
    .description(
      'Show a folder in the browser, on this computer only, and index what is new meanwhile. Runs until Ctrl-C; a second ' +
        'one opens another page of the first. Prints the address.',
    )
    .argument('[words...]', 'what to search for first')
    .option('--in <dir>', 'show this folder', '.')
    .option('--port <n>', 'listen at this port (default: any free one)', portNumber, 0)
    .option('--no-browser', 'only print the address');
  return addIndexingOptions(command).action(async (words: string[], options: OpenOptions) => {
    const config = configFor(options);
    await keepDataOutOf([options.in], config);
    const { openInBrowser } = await import('../../gallery/open.ts');
    await openInBrowser({
      engine: engineOptions(config),
      folder: await resolveFolder(options.in),
      words: words.join(' '),
      port: options.port,
      schedule: config.schedule,
      hasBrowser: options.browser && hasDisplay(),
      onAddress: printLine,
      log: options.quiet ? () => {} : report,
    });
  });
}
