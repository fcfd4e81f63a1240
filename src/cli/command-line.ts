/** The command line: registers the commands and converts errors to a message and an exit code. */

import { Command, CommanderError } from 'commander';
import { packageVersion } from '../base/paths.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { reportError } from './output/report-error.ts';

const EXAMPLES = `
Examples:
  picsift "two dogs playing in the snow"         search the current folder
  picsift "anna at the beach last summer"        dates, people and places are read in the words
  picsift "red car" --in ~/Pictures -t 3         show the best three of another folder
  picsift -f "sunset" > paths.txt                print only paths, for other programs
  picsift "sunset" -t 20 --copy-to ~/usb-stick   copy the best twenty
  picsift "horse + stripes - people"             add and subtract; ./zebra.jpg works too
  picsift --taken 2019-06 --person anna          list photos by filters alone, the newest first
  picsift browse --by month                      count the photos of each month
  picsift similar ./zebra.jpg                    find photos that look like this one
  picsift search status                          search for a word that is a command
  picsift index ~/Pictures --quiet               index a folder from cron
  picsift open --in ~/Pictures                   look through a folder in the browser
  picsift doctor                                 find problems of the index and how to fix them
  picsift watch ~/Pictures                       keep the index up to date
  picsift mcp config claude --write ~/Pictures   let an AI assistant search a folder

Exit codes: ${EXIT.ok} success, ${EXIT.nothingIndexed} nothing indexed in the folder, ${EXIT.usage} wrong usage, ${EXIT.failure} failure, ${EXIT.interrupted} interrupted.`;

/** A command is loaded only when it runs or is listed: loading takes most of a command's time. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  search: async () => (await import('./commands/search.ts')).searchCommand(),
  similar: async () => (await import('./commands/similar.ts')).similarCommand(),
  browse: async () => (await import('./commands/browse.ts')).browseCommand(),
  index: async () => (await import('./commands/index.ts')).indexCommand(),
  watch: async () => (await import('./commands/watch.ts')).watchCommand(),
  status: async () => (await import('./commands/status.ts')).statusCommand(),
  roots: async () => (await import('./commands/roots.ts')).rootsCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  duplicates: async () => (await import('./commands/duplicates.ts')).duplicatesCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  tag: async () => (await import('./commands/tag.ts')).tagCommand(),
  model: async () => (await import('./commands/model.ts')).modelCommand(),
  open: async () => (await import('./commands/open.ts')).openCommand(),
  gallery: async () => (await import('./commands/gallery.ts')).galleryCommand(),
  mcp: async () => (await import('./commands/mcp.ts')).mcpCommand(),
  discord: async () => (await import('./commands/discord.ts')).discordCommand(),
};
const DEFAULT_COMMAND = 'search';
/** The commands whose first argument is a query. */
const QUERY_COMMANDS = [DEFAULT_COMMAND, 'tag', 'open'];

/**
 * List the commands to load.
 * @param first the first argument: the name of a command, or the beginning of a search.
 */
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
    // An option after a command's name belongs to that command.
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(picsift --help shows the usage)');
  for (const name of commands) {
    program.addCommand(await COMMANDS[name]!(), { isDefault: name === DEFAULT_COMMAND });
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)]) {
    command.exitOverride();
  }
  return program;
}

/**
 * Replace the hyphen of an argument such as "- people" or "-40" by a minus sign, so that commander does not read it as
 * an option. The query language accepts both characters.
 */
function minusFirst(argument: string): string {
  return argument.replace(/^-(?=\s|[1-9]\d*$)/, '\u2212');
}

/** Turn the name of a folder such as "- old photos" into a path, so that commander does not read it as an option. */
function folderFirst(argument: string): string {
  return argument.replace(/^-(?=\s)/, './-');
}

/** @returns a function that decides whether an argument is an option that takes the next one as its value. */
function takesValueIn({ commands }: Command): (argument: string | undefined) => boolean {
  const withValue = commands.flatMap(({ options }) => options.filter(({ required }) => required));
  const flags = new Set(withValue.flatMap(({ short, long }) => [short, long]));
  return (argument) => argument !== undefined && flags.has(argument);
}

/**
 * Run a command line, and set the exit code of the process.
 * @param argv as `process.argv`: the arguments begin at the third.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    const commands = commandsFor(argv[2]);
    const program = await buildProgram(commands);
    if (argv.length <= 2) program.help({ error: true });
    const hasQuery = commands.some((name) => QUERY_COMMANDS.includes(name));
    const readable = hasQuery ? minusFirst : folderFirst;
    const takesValue = takesValueIn(program);
    await program.parseAsync(argv.map((argument, at) => (takesValue(argv[at - 1]) ? argument : readable(argument))));
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has printed the message already. --help and --version end with exit code 0.
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    reportError(error);
    process.exitCode = exitCodeOf(error);
  }
}
