/** All sentences that people on Discord read, except those about errors: error-replies.ts. They contain no paths. */

import type { PhotoGoneCode } from '../../../src/base/errors.ts';
import { safeText } from '../../../src/base/safe-text.ts';
import type { SearchAnswer } from '../../../src/engine/api.ts';
import { cluesInWords } from '../../../src/search/clues-in-words.ts';

const MAX_SHOWN_CHARACTERS = 200;
/** The words and names of a clue. */
const MAX_CLUE_CHARACTERS = 40;
const MAX_CLUES = 4;

export const NOT_GRANTED =
  'I have no photos to show you here. The person who runs me can grant folders to this server, this channel or you.';
export const FOLDERS_GONE =
  'The photos are not available now: their drive may be unplugged. Try again when it is connected.';
export const BUSY = 'Many people are asking me at the moment. Try again in a minute.';
export const EXPIRED = 'These buttons do not work any more. Use /find again.';
export const NOT_YOURS = 'Only the person who asked can use these buttons. Use /find to ask for yourself.';
export const UNKNOWN_COMMAND =
  'I do not know this command any more. Ask the person who runs me to register the commands again.';

export const NO_DAY = 'Write days as 2019, 2019-06 or 2019-06-01.';
export const NOTHING_IN_PERIOD = 'I know of no photo here that was taken then. Photos without a date are not counted.';
export const ALL_AWAY = 'All photos there are on a drive that is not connected now. Try again when it is connected.';
export const NO_MORE = 'There are no more photos.';
export const NO_PICTURE = 'There is no picture in that message that I can read.';
export const FIRST_IS_SAME_PICTURE = 'The first result is the same picture.';
export const NO_AUDIENCE = 'Only you see this: no folder here is shared with everybody in this channel.';
export const ONLY_FOR_ALL =
  'I searched only the folders that everybody in this channel may see. To search all your folders, use share: False.';
export const NONE_FOR_ALL = 'I cannot share these photos: none is in a folder that everybody in this channel may see.';
export const MAY_NOT_REINDEX = 'You may not use /reindex. The person who runs me can allow it.';

export function waitReply(seconds: number): string {
  return `Please wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}, then ask again.`;
}

/** The subject of a search: words, that picture, or no query at all. */
export type Subject = SearchSubject | 'newest';
type SearchSubject = { readonly words: string } | { readonly like: 'photo' | 'picture' };

/** Name a subject in a sentence. */
export function named(subject: SearchSubject): string {
  return 'words' in subject ? `“${escapeText(subject.words)}”` : `that ${subject.like}`;
}

interface Found {
  /** Number of photos that can be shown. */
  readonly shown: number;
  /** Number of photos on the pages before. */
  readonly before: number;
  /** False when even the best photo is no good match. */
  readonly fits: boolean;
}

export function foundReply(subject: Subject, { shown, before, fits }: Found): string {
  if (subject === 'newest') return newestReply(shown, before);
  const what = named(subject);
  const isLikeness = 'like' in subject;
  if (shown === 0) return `Something ${isLikeness ? 'is like' : 'fits'} ${what}, but cannot be shown. Try again later.`;
  if (before > 0) return shown === 1 ? `Another photo for ${what}.` : `${shown} more photos for ${what}.`;
  if (!fits) {
    const nearest = shown === 1 ? 'This is the nearest photo' : 'These are the nearest photos';
    return `${isLikeness ? `Nothing is much like ${what}` : `Nothing fits ${what} well`}. ${nearest}.`;
  }
  const best = shown === 1 ? 'The photo' : `The ${shown} photos`;
  if (isLikeness) return `${best} most like ${what}.`;
  return `${best} that ${shown === 1 ? 'fits' : 'fit'} ${what} best.`;
}

function newestReply(shown: number, before: number): string {
  if (shown === 0) return 'There are photos, but they cannot be shown. Try again later.';
  const photos = shown === 1 ? 'photo' : `${shown} photos`;
  return before > 0 ? `The next ${photos}, older than those before.` : `The newest ${photos}.`;
}

/** Say on one line what was understood of a query. No line if it only describes pictures. */
export function understoodReply({ clues, looksLike }: NonNullable<SearchAnswer['understood']>): string[] {
  const some = { clues: clues.slice(0, MAX_CLUES), looksLike };
  const told = cluesInWords(some, (text) => escapeText(text, MAX_CLUE_CHARACTERS));
  return told === undefined ? [] : [`Understood: ${told}. (Words in quotation marks are taken as they are.)`];
}

/** Say why a photo of the answer is not posted. */
export function skippedReply(number: number, why: PhotoGoneCode): string {
  if (why === 'photo-too-large') return `Photo ${number} is left out: it cannot be made small enough for this place.`;
  return `Photo ${number} is left out: its file is gone or cannot be read.`;
}

export function awayReply(count: number): string {
  return `${count} more ${count === 1 ? 'photo is' : 'photos are'} on a drive that is not connected now.`;
}

export const SOME_FOLDERS_GONE = 'Some folders are not available now: their drive may be unplugged.';

interface RunProgress {
  readonly done: number;
  readonly total: number;
}

export function indexingReply({ done, total }: RunProgress): string {
  const percent = total === 0 ? '' : ` (${Math.min(99, Math.floor((100 * done) / total))} %)`;
  return `I am still indexing photos${percent}: you may find more soon.`;
}

export function nothingReply(indexing: boolean): string {
  return indexing
    ? 'I am still indexing photos. Try again in a few minutes.'
    : 'There are no photos here yet. If I was set up just now, try again in a few minutes.';
}

/** Say who shares the photos. The mention notifies nobody: the client allows no mentions. */
export function sharedReply(userId: string, count: number, subject: Subject): string {
  const photos = count === 1 ? 'a photo' : `${count} photos`;
  return `<@${userId}> shares ${photos}${subject === 'newest' ? '' : ` found with ${named(subject)}`}.`;
}

export function partlySharedReply(shared: number, of: number): string {
  const why = 'not everybody in this channel may see the others, or their files are gone';
  return `I shared ${shared} of the ${of} photos: ${why}.`;
}

/** Escape text so that Discord shows it as typed, without markup, mentions, links or emoji. */
export function escapeText(text: string, max = MAX_SHOWN_CHARACTERS): string {
  return safeText(text, max).replace(/[\\*_~`|<>@#:[\]()-]/g, '\\$&');
}
