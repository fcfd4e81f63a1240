/** `picsift mcp config`: prints what an assistant's program needs to start picsift, or writes it into its file. */

import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { PicsiftError } from '../../../base/errors.ts';
import { expandHome } from '../../../base/home-folder.ts';
import { builtFile, packageRoot } from '../../../base/paths.ts';
import { quoted, safeText } from '../../../base/safe-text.ts';
import { resolveFolder } from '../../../library/files/folder-paths.ts';
import { keepDataOutOf } from '../../data-folder.ts';
import { HOST_NAMES, HOSTS, type Host, type HostName } from '../../hosts/hosts.ts';
import type { Written } from '../../hosts/write/write-entry.ts';
import { type CommonOptions, configFor, envFileOption } from '../../options.ts';
import { report, shellWord } from '../../output/console.ts';

const HELP = `
The paths in the block are complete: of this Node.js, of this picsift, and of the folders. So your program finds them
wherever it is started. --write keeps everything else in the file, and a copy of the file beside it.

Examples:
  picsift mcp config claude ~/Pictures              print the block for Claude Desktop
  picsift mcp config claude --write ~/Pictures      write it into the file of Claude Desktop
  picsift mcp check claude                          check that it works`;

interface ConfigOptions extends CommonOptions {
  readonly write?: boolean;
}

export function configCommand(): Command {
  return new Command('config')
    .description("Print the block for your assistant's program that starts picsift, or write it into its file.")
    .addArgument(new Argument('<program>', 'the program').choices(HOST_NAMES))
    .argument('[dirs...]', 'folders that the assistant may search (default: those in the configuration)')
    .option('--write', 'write the block into the file of the program')
    .addOption(envFileOption())
    .addHelpText('after', HELP)
    .action(run);
}

async function run(program: HostName, dirs: string[], { write = false, ...options }: ConfigOptions): Promise<void> {
  const folders = await foldersFor(program, dirs, options);
  const [{ blockOf, entryFor, settingsOf }, { placeHere }] = await Promise.all([
    import('../../hosts/write/block.ts'),
    import('../../hosts/place-here.ts'),
  ]);
  const host: Host = HOSTS[program];
  const place = placeHere();
  const entry = entryFor(host, { node: process.execPath, main: builtFile('src/cli/main.ts') }, folders, place);
  const lost = Object.keys(settingsOf(host, place));
  if (lost.length > 0) report(`It contains ${lost.join(', ')} of this shell, which ${host.title} would not pass on.`);
  if (/[\\/]_npx[\\/]/.test(packageRoot())) {
    report(
      'This picsift is a temporary copy that npx made. Install it first, so that it stays: npm install -g picsift',
    );
  }
  if (write) {
    const { writeEntry } = await import('../../hosts/write/write-entry.ts');
    reportWritten(await writeEntry(host, entry, place), program);
    return;
  }
  process.stdout.write(blockOf(host, entry));
  report(`This belongs into ${safeText(host.file(place))}. To write it there: add --write to this command.`);
  report(
    host.syntax === 'toml'
      ? 'If the file has other content, add these lines at its end.'
      : `If the file has other content, put only the part "picsift": {...} into its "${host.key}".`,
  );
  if (program === 'claude-code')
    report(`Or run: claude mcp add-json --scope user picsift ${shellWord(JSON.stringify(entry))}`);
  report(host.reload);
}

/** Return the folders to grant, complete. */
async function foldersFor(
  program: HostName,
  dirs: readonly string[],
  options: CommonOptions,
): Promise<readonly string[]> {
  const config = configFor(options);
  for (const dir of dirs) await resolveFolder(expandHome(dir));
  const named = dirs.map((dir) => resolve(expandHome(dir)));
  const folders = named.length > 0 ? named : config.folders;
  if (folders.length === 0) {
    const text = `Name the folder with your photos, as in: picsift mcp config ${program} ~/Pictures`;
    throw new PicsiftError('bad-usage', text);
  }
  await keepDataOutOf(folders, config);
  return folders;
}

function reportWritten({ file, name, change, copy, isNewFolder }: Written, program: HostName): void {
  const { title, reload } = HOSTS[program];
  if (change === 'none') {
    report(`${safeText(file)} has this entry already (${quoted(name)}). Nothing was changed.`);
    return;
  }
  report(`${change === 'added' ? 'Added' : 'Replaced'} the entry ${quoted(name)} in ${safeText(file)}.`);
  if (copy !== undefined) report(`The file as it was before: ${safeText(copy)}`);
  if (isNewFolder) report(`Is ${title} installed? The folder of this file did not exist, so it was created.`);
  report(reload);
  report(`To check that it works: picsift mcp check ${program}`);
}
