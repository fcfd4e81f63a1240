/** `picsift mcp check`: tries what an assistant's program would start, and says how to repair it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadConfig, wantsPlainLines } from '../../../../config/load.ts';
import { PicsiftError } from '../../../base/errors.ts';
import { clearStatus, showStatus } from '../../../base/log.ts';
import { neededNodeVersion } from '../../../base/paths.ts';
import { EXIT } from '../../exit-codes.ts';
import { HOSTS } from '../../hosts/hosts.ts';
import { stoppable } from '../../interrupt.ts';
import { jsonOption } from '../../options.ts';
import { printJson, report } from '../../output/console.ts';

const TITLES = Object.values(HOSTS)
  .map(({ title }) => title)
  .join(', ');

const HELP = `
Without an argument, it looks for picsift in the files of all programs that it knows:
${TITLES}.
It starts only what is picsift's.

Examples:
  picsift mcp check                                 check what is set up
  picsift mcp check cursor                          check one program
  picsift mcp check ./.vscode/mcp.json              check a file
  picsift mcp check -- picsift mcp ~/Pictures       check a command

Exit code: ${EXIT.ok} everything works, ${EXIT.failure} something does not, ${EXIT.usage} wrong usage.`;

interface CheckOptions {
  readonly json?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('Check that your assistant can use picsift: start it as its program does, search, and show a photo.')
    .usage('[options] [config]\n       picsift mcp check -- COMMAND...')
    .argument('[config...]', "the file with the program's servers, or the program's name; after --, a command")
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(run);
}

async function run(words: string[], { json = false }: CheckOptions, command: Command): Promise<void> {
  const isCommandLine = command.parent?.args.includes('--') ?? false;
  if (isCommandLine ? words.length === 0 : words.length > 1) {
    throw new PicsiftError(
      'bad-usage',
      'Name one file or one program. A command stands after --, as in: picsift mcp check -- picsift mcp DIR',
    );
  }
  // Loaded only here: no other command talks to a server.
  const [{ check }, { PATIENCE }, { killAll }, { placeHere }] = await Promise.all([
    import('../../hosts/check/check.ts'),
    import('../../hosts/check/patience.ts'),
    import('../../hosts/check/server-process.ts'),
    import('../../hosts/place-here.ts'),
  ]);
  const context = {
    place: placeHere(),
    patience: PATIENCE,
    node: { neededNode: neededNodeVersion(), nodeHere: process.versions.node },
    ...ownToken(),
    onStatus:
      process.stderr.isTTY && !wantsPlainLines() ? (text: string) => showStatus(`Checking ${text} ...`) : () => {},
  };
  const found = await stoppable((signal) => check(isCommandLine ? words : words[0], { ...context, signal }), killAll);
  clearStatus();
  if (found === undefined) {
    report('Stopped. Every server that was started has ended.');
    process.exitCode = EXIT.interrupted;
    return;
  }
  const { printCheck } = await import('../../output/check-lines.ts');
  if (json) printJson(found);
  else printCheck(found);
  process.exitCode = found.works ? EXIT.ok : EXIT.failure;
}

/** The token of a server on this computer, and the file in which it is; its name alone, if the configuration cannot be read. */
function ownToken(): { readonly tokenFile: string; readonly ownToken: string | undefined } {
  let tokenFile = 'mcp-token in its data folder';
  try {
    const { dataDir, mcpToken } = loadConfig();
    tokenFile = join(dataDir, 'mcp-token');
    return { tokenFile, ownToken: mcpToken ?? readFileSync(tokenFile, 'utf8').trim() };
  } catch {
    return { tokenFile, ownToken: undefined };
  }
}
