/** Every sentence that people on Discord get to read. No paths, no names of folders, no details of the machine. */

import { PicsiftError } from '../../src/errors.ts';
import { safeText } from '../../src/safe-text.ts';

const MAX_SHOWN_CHARACTERS = 200;

export const NOT_GRANTED = 'I have no photos to show here. Whoever runs me can grant this server some folders.';
export const FOLDERS_GONE =
  'The photos are not there at the moment: their drive may be unplugged. Try again when it is back.';

export const NO_DAY = 'Write days as 2019, 2019-06 or 2019-06-01.';
export const NOTHING_THEN = 'There is no photo here that was taken then and says so.';

/**
 * @param skipped how many of the photos that were found cannot be shown.
 * @param fits false: even the best of them is no good match.
 */
export function foundReply(query: string, shown: number, skipped: number, fits: boolean): string {
  const lost = `${skipped} ${skipped === 1 ? 'photo' : 'photos'} could not be prepared.`;
  if (shown === 0) return `Something fits “${escapeText(query)}”, but ${lost} Try again later.`;
  if (!fits) {
    const nearest = shown === 1 ? 'This is the nearest photo' : 'These are the nearest photos';
    return `Nothing fits “${escapeText(query)}” well. ${nearest}.${skipped === 0 ? '' : ` ${lost}`}`;
  }
  const best = shown === 1 ? 'The photo that fits' : `The ${shown} photos that fit`;
  return `${best} “${escapeText(query)}” best.${skipped === 0 ? '' : ` ${lost}`}`;
}

export function nothingReply(indexing: boolean): string {
  return indexing
    ? 'I am still looking through the photos. Try again in a few minutes.'
    : 'There are no photos here yet. If I was set up only now, try again in a few minutes.';
}

/** What went wrong, by its code alone: the message of an error may hold a path. */
export function errorReply(error: unknown): string {
  switch (error instanceof PicsiftError ? error.code : undefined) {
    case 'bad-query':
      return 'Describe the photo in a few words, for example: dog on a beach, or: horse + stripes - people. Days are written as 2019, 2019-06 or 2019-06-01.';
    case 'photo-not-found':
      return 'There is no photo with that id here.';
    case 'catalog-busy':
      return 'The photo index is busy. Try again in a minute.';
    case 'model-missing':
    case 'model-broken':
    case 'model-mismatch':
    case 'unknown-model':
    case 'download-failed':
      return 'The search model is not ready, so I cannot search. Whoever runs me finds the reason in my log.';
    case 'catalog-corrupt':
    case 'catalog-newer':
    case 'catalog-readonly':
    case 'disk-full':
      return 'The photo index cannot be used at the moment. Whoever runs me finds the reason in my log.';
    default:
      return 'Something went wrong on my side. Try again; if it stays so, whoever runs me finds the reason in my log.';
  }
}

/** Text that stands in a message as it was typed: no markup, mention, link or emoji comes of it. */
function escapeText(text: string): string {
  return safeText(text, MAX_SHOWN_CHARACTERS).replace(/[\\*_~`|<>@#:[\]()-]/g, '\\$&');
}
