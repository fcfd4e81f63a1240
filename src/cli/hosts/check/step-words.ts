/** Says what a step of the conversation found. Pure. */

import { bytes, count } from '../../../base/count.ts';
import { quoted, safeText } from '../../../base/safe-text.ts';
import type { Problem } from '../problem.ts';
import type { StepResult } from './conversation.ts';
import { ASK_DOCTOR } from './diagnose.ts';
import { type EntryPlace, writeEntryAgain } from './repairs.ts';

/** @returns a sentence without its full stop, or what is wrong with the result. */
export function inWords(result: StepResult, entry: EntryPlace): string | Problem {
  switch (result.step) {
    case 'start':
      return `It answers: ${safeText(result.name, 60)} ${safeText(result.version, 20)}`;
    case 'tools':
      if (result.missing.length > 0) return notPicsift(result.missing, entry);
      return `It offers ${count(result.names.length, 'tool')}`;
    case 'library': {
      const labels = result.roots.filter(({ reachable }) => reachable).map(({ label }) => quoted(label));
      if (result.photos === 0) return noPhotos(labels, entry);
      const more = result.indexing ? ' so far; it is still indexing' : '';
      return `It has ${count(result.photos, 'photo')} in ${labels.join(', ')}${more}`;
    }
    case 'search':
      if (result.id === undefined) return toolFails('It found no photo.');
      return `It searched for "${result.query}" and found photos`;
    case 'picture':
      if (result.bytes === 0) return toolFails('It sent no picture.');
      return `It showed the first one (${bytes(result.bytes)})`;
  }
}

function notPicsift(missing: readonly string[], entry: EntryPlace): Problem {
  const found = `It is an MCP server, but not picsift (or a very old one): the tools ${missing.join(', ')} are missing.`;
  return { code: 'not-picsift', found, ...writeEntryAgain(entry) };
}

function noPhotos(labels: readonly string[], entry: EntryPlace): Problem {
  const where = labels.length === 0 ? 'the folders' : labels.join(', ');
  const found = `There is no photo in ${where} that picsift can read.`;
  return {
    code: 'no-photos',
    found,
    ...writeEntryAgain({ ...entry, folders: [] }, 'Name a folder with photos in the entry.'),
  };
}

function toolFails(found: string): Problem {
  return { code: 'tool-fails', found, ...ASK_DOCTOR };
}
