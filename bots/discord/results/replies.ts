/** Every sentence that people on Discord read, except those on errors: error-replies.ts. No paths, no details of the machine. */

import type { PhotoGoneCode } from '../../../src/base/errors.ts';
import { safeText } from '../../../src/base/safe-text.ts';

const MAX_SHOWN_CHARACTERS = 200;

export const NOT_GRANTED =
  'I have no photos to show you here. Whoever runs me can grant this server, this channel or you some folders.';
export const FOLDERS_GONE =
  'The photos are not there at the moment: their drive may be unplugged. Try again when it is back.';
export const BUSY = 'Many people are asking me at the moment. Try again in a minute.';
export const EXPIRED = 'These buttons do not work any more. Use /find again.';
export const NOT_YOURS = 'Only the person who asked can use these buttons. Use /find to ask for yourself.';
export const UNKNOWN_COMMAND = 'I do not know this command any more. Whoever runs me can register the commands again.';

export const NO_DAY = 'Write days as 2019, 2019-06 or 2019-06-01.';
export const NOTHING_THEN = 'There is no photo here that was taken then and says so.';
export const ALL_AWAY = 'The photos there are on a drive that is not there now. Try again when it is back.';
export const NO_MORE = 'There are no more photos.';
export const NO_PICTURE = 'There is no picture in that message that I could look at.';
export const THE_VERY_PICTURE = 'The first of them is that very picture.';
export const NO_AUDIENCE = 'Only you see this: nothing that you may see is meant for everybody in this channel.';
export const ONLY_FOR_ALL =
  'Only what everybody in this channel may see was searched. With share: False I search all that you may see.';
export const NONE_FOR_ALL = 'None of these photos is meant for everybody in this channel, so I keep them to you.';
export const MAY_NOT_REINDEX = 'Whoever runs me has not put you among the people who may use /reindex.';

export function waitReply(seconds: number): string {
  return `Please wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}, then ask again.`;
}

/** What was searched for, to stand in a sentence: “words”, or that picture. */
export type Subject = { readonly words: string } | { readonly like: 'photo' | 'picture' };

export function named(subject: Subject): string {
  return 'words' in subject ? `“${escapeText(subject.words)}”` : `that ${subject.like}`;
}

interface Found {
  /** How many can be seen. */
  readonly shown: number;
  /** How many were shown on the pages before. */
  readonly before: number;
  /** False: even the best of them is no good match. */
  readonly fits: boolean;
}

export function foundReply(subject: Subject, { shown, before, fits }: Found): string {
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

/** Why a photo of the answer is not posted. */
export function skippedReply(number: number, why: PhotoGoneCode): string {
  if (why === 'photo-too-large') return `Photo ${number} is left out: it cannot be made small enough for this place.`;
  return `Photo ${number} is left out: its file is gone or cannot be read.`;
}

export function awayReply(count: number): string {
  return `${count} more ${count === 1 ? 'photo is' : 'photos are'} on a drive that is not there now.`;
}

export const SOME_FOLDERS_GONE = 'Some folders cannot be reached now: their drive may be unplugged.';

interface RunUnderWay {
  readonly done: number;
  readonly total: number;
}

export function indexingReply({ done, total }: RunUnderWay): string {
  const percent = total === 0 ? '' : ` (${Math.min(99, Math.floor((100 * done) / total))} %)`;
  return `I am still looking through the photos${percent}: more may be found soon.`;
}

export function nothingReply(indexing: boolean): string {
  return indexing
    ? 'I am still looking through the photos. Try again in a few minutes.'
    : 'There are no photos here yet. If I was set up only now, try again in a few minutes.';
}

/** Does not ping the person: mentions are off. */
export function sharedReply(userId: string, count: number, subject: Subject): string {
  const photos = count === 1 ? 'a photo' : `${count} photos`;
  return `<@${userId}> shares ${photos} found with ${named(subject)}.`;
}

export function partlySharedReply(shared: number, of: number): string {
  return `I shared ${shared} of the ${of} photos: the others are not meant for everybody in this channel, or gone.`;
}

/** Text that stands in a message as it was typed: no markup, mention, link or emoji comes of it. */
export function escapeText(text: string, max = MAX_SHOWN_CHARACTERS): string {
  return safeText(text, max).replace(/[\\*_~`|<>@#:[\]()-]/g, '\\$&');
}
