/** `picsift similar PHOTO`: finds the photos that look like a given one. */

import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { formatQuery, type Term } from '../../search/query/query.ts';
import { addSearchOptions, type SearchOptions, search } from './search.ts';

export function similarCommand(): Command {
  const command = new Command('similar')
    .description(
      'Find the photos that look most like a given one. If that is indexed, it and its copies are the first result.',
    )
    .argument('<photo>', 'a file, an http(s) address, or the id of a photo in the folder (see --json)');
  return addSearchOptions(command).action(async (photo: string, options: SearchOptions) => {
    process.exitCode = await search(formatQuery([operand(photo)]), options);
  });
}

/** Decide whether an argument is a file, an address or a photo's id. An existing file is a file, whatever its name. */
function operand(photo: string): Term {
  const id = /^(?:photo:)?([a-z\d]{10})$/.exec(photo)?.[1];
  if (id !== undefined && !existsSync(photo)) return { weight: 1, kind: 'photo', value: id };
  return { weight: 1, kind: /^https?:/i.test(photo) ? 'url' : 'file', value: photo };
}
