/** `picsift duplicates DIR`: lists groups of near-identical photos with their sizes. Deletes nothing. */

import { Command } from 'commander';
import { bytes, count } from '../../base/count.ts';
import type { Engine } from '../../engine/api.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, printLine, report, showPath } from '../output/console.ts';
import { bringUpToDate } from '../up-to-date.ts';

interface DuplicatesOptions extends IndexingOptions {
  readonly indexing: boolean;
  readonly json?: boolean;
}

type Groups = Awaited<ReturnType<Engine['duplicates']>>;

export function duplicatesCommand(): Command {
  const command = new Command('duplicates')
    .description(
      'List photos that show the same picture: copies, exports, shots of one burst. The largest of each group is first. Nothing is deleted.',
    )
    .argument('[dir]', 'folder to check', '.')
    .option('-n, --no-indexing', 'do not index new photos first')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (dir: string, options: DuplicatesOptions) => {
    process.exitCode = await duplicates(dir, options);
  });
}

async function duplicates(dir: string, options: DuplicatesOptions): Promise<number> {
  const config = configFor(options);
  await keepDataOutOf([dir], config);
  return withEngine(config, async (engine) => {
    const folder = await resolveFolder(dir);
    if (options.indexing && (await bringUpToDate(engine, folder, options)) === 'interrupted') return EXIT.interrupted;
    const groups = await engine.duplicates({ folders: [folder] });
    if (options.json) printJson({ groups: groups.map(groupJson), spareBytes: spareBytes(groups) });
    else print(groups, options.quiet ?? false);
    return EXIT.ok;
  });
}

function groupJson(group: Groups[number]): object {
  return group.map(({ key, path, size, width, height, takenAt, sameFileAs, spareBytes }) => {
    return { id: key, path, size, width, height, takenAt, sameFileAs: sameFileAs ?? null, spareBytes };
  });
}

function print(groups: Groups, quiet: boolean): void {
  for (const [index, group] of groups.entries()) {
    if (index > 0) printLine('');
    for (const [place, photo] of group.entries()) printLine(lineOf(photo, place === 0));
  }
  if (quiet) return;
  if (groups.length === 0) report('No two files show the same picture.');
  else
    report(
      `${count(groups.length, 'group')}. Deleting all but the first file of each frees ${bytes(spareBytes(groups))}.`,
    );
}

function lineOf(photo: Groups[number][number], isFirst: boolean): string {
  const { size, width, height, path, sameFileAs, spareBytes } = photo;
  const isLinkedElsewhere = !isFirst && sameFileAs === undefined && spareBytes < size;
  const start = sameFileAs === undefined ? bytes(size) : 'same file';
  const note = isLinkedElsewhere ? '\t(deleting it frees nothing: it has other hard links)' : '';
  return `${start.padStart(9)}\t${`${width}x${height}`.padStart(11)}\t${showPath(path)}${note}`;
}

function spareBytes(groups: Groups): number {
  return groups.flat().reduce((sum, photo) => sum + photo.spareBytes, 0);
}
