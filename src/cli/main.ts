#!/usr/bin/env -S node --
/**
 * The command line: wires the commands together and turns what goes wrong into a sentence and an exit code.
 * The "--" above keeps Node.js 20 from taking --env-file for its own: it looks for it among a script's arguments too.
 */

import { Command, CommanderError } from 'commander';
import { PicsiftError } from '../base/errors.ts';
import { packageVersion } from '../base/paths.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { reportError } from './output/report-error.ts';

const EXAMPLES = `
Examples:
  picsift "two dogs playing in the snow"         search the current folder
  picsift "red car" --in ~/Pictures -t 3         the best three of another folder
  picsift -f "sunset" > paths.txt                only paths, for other programs
  picsift "horse + stripes - people"             add and subtract; ./zebra.jpg works too
  picsift similar ./zebra.jpg                    the photos like this one
  picsift search status                          search for a word that is a command
  picsift index ~/Pictures --quiet               for cron
  picsift doctor                                 what is wrong with the index, and how to fix it
  picsift watch ~/Pictures                       keep the index fresh

Exit codes: ${EXIT.ok} found, ${EXIT.nothingIndexed} nothing indexed in the folder, ${EXIT.usage} wrong usage, ${EXIT.failure} failure, ${EXIT.interrupted} interrupted.`;

/** Each is loaded only where it is run or listed: most of the time that a command takes is loading. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  search: async () => (await import('./commands/search.ts')).searchCommand(),
  similar: async () => (await import('./commands/similar.ts')).similarCommand(),
  index: async () => (await import('./commands/index.ts')).indexCommand(),
  watch: async () => (await import('./commands/watch.ts')).watchCommand(),
  status: async () => (await import('./commands/status.ts')).statusCommand(),
  roots: async () => (await import('./commands/roots.ts')).rootsCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  duplicates: async () => (await import('./commands/duplicates.ts')).duplicatesCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  tag: async () => (await import('./commands/tag.ts')).tagCommand(),
  model: async () => (await import('./commands/model.ts')).modelCommand(),
  mcp: async () => (await import('./commands/mcp.ts')).mcpCommand(),
  discord: async () => (await import('./commands/discord.ts')).discordCommand(),
};
const DEFAULT_COMMAND = 'search';

/** @param first the first argument: the name of a command, or the beginning of a search. */
function commandsFor(first: string | undefined): string[] {
  if (first === undefined || ['-h', '--help', 'help'].includes(first)) return Object.keys(COMMANDS);
  if (first === '--version' || first === '-V') return [];
  return [Object.hasOwn(COMMANDS, first) ? first : DEFAULT_COMMAND];
}

async function buildProgram(commands: readonly string[]): Promise<Command> {
  const program = new Command('picsift')
    .description('Find any photo on your drive by describing it.')
    .usage('[options] <words...>\n       picsift <command> ...')
    .version(packageVersion())
    // An option after a command's name is that command's.
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(picsift --help shows how)');
  for (const name of commands) {
    program.addCommand(await COMMANDS[name]!(), { isDefault: name === DEFAULT_COMMAND });
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)]) {
    command.exitOverride();
  }
  return program;
}

/** A query that begins with a minus, "- people", is no option: the query language knows the sign by both characters. */
function minusFirst(argument: string): string {
  return argument.replace(/^-(?=\s)/, '\u2212');
}

async function main(argv: string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    reportError(new PicsiftError('output-failed', `The results cannot be written (${error.code}). Is the disk full?`));
    process.exit(EXIT.failure);
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => {});
  try {
    const program = await buildProgram(commandsFor(argv[2]));
    if (argv.length <= 2) program.help({ error: true });
    await program.parseAsync(argv.map(minusFirst));
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has said it already; help and version that were asked for are a success.
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    reportError(error);
    process.exitCode = exitCodeOf(error);
  }
}

await main(process.argv);
