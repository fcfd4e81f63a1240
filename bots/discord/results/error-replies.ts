/** What people on Discord read where something went wrong, by its code alone: an error's message may hold a path. */

import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import { type ErrorCode, PicsiftError } from '../../../src/base/errors.ts';
import { BUSY, escapeText } from './replies.ts';

const FAILED =
  'Something went wrong on my side. Try again; if it stays so, whoever runs me finds the reason in my log.';
const INDEX_BUSY = 'The photo index is busy. Try again in a minute.';
const INDEX_UNUSABLE = 'The photo index cannot be used at the moment. Whoever runs me finds the reason in my log.';
const MODEL_UNUSABLE = 'The search model is not ready, so I cannot search. Whoever runs me finds the reason in my log.';

const REPLIES: Readonly<Record<ErrorCode, string | ((error: PicsiftError) => string)>> = {
  'bad-usage': FAILED,
  'bad-config': FAILED,
  'bad-query': badQueryReply,
  'folder-not-found': 'There is no such folder here. Choose one of those that the field offers.',
  'not-a-folder': FAILED,
  'unknown-model': MODEL_UNUSABLE,
  'model-mismatch': MODEL_UNUSABLE,
  'token-missing': FAILED,
  'photo-not-found': 'There is no photo with that id here.',
  'photo-unreadable': 'I cannot read that as a picture. Send a JPEG, PNG, WebP or HEIC file.',
  'photo-too-large': 'That picture is too large. Send a smaller copy.',
  'folder-unreadable': FAILED,
  'model-missing': MODEL_UNUSABLE,
  'model-broken': MODEL_UNUSABLE,
  'download-failed': 'I could not get that picture from Discord. Try again.',
  'catalog-corrupt': INDEX_UNUSABLE,
  'catalog-newer': INDEX_UNUSABLE,
  'catalog-readonly': INDEX_UNUSABLE,
  'catalog-busy': INDEX_BUSY,
  'disk-full': INDEX_UNUSABLE,
  'indexing-elsewhere': INDEX_BUSY,
  'photo-unwritable': FAILED,
  'program-missing': FAILED,
  'worker-failed': FAILED,
  'output-failed': FAILED,
  'discord-failed': FAILED,
  'bot-busy': BUSY,
  interrupted: 'I am being restarted. Try again in a minute.',
};

export function errorReply(error: unknown): string {
  if (error instanceof DiscordAPIError) return discordReply(error);
  if (!(error instanceof PicsiftError)) return FAILED;
  const reply = REPLIES[error.code];
  return typeof reply === 'string' ? reply : reply(error);
}

/** What is wrong with what the person wrote. It names nothing that they did not write themselves. */
function badQueryReply({ message }: PicsiftError): string {
  return `${escapeText(message)}\nDescribe the photo in a few words, for example: dog on a beach, or: horse + stripes - people.`;
}

function discordReply({ code }: DiscordAPIError): string {
  switch (code) {
    case RESTJSONErrorCodes.MissingAccess:
    case RESTJSONErrorCodes.MissingPermissions:
      return 'I may not post pictures in this channel. Somebody who manages it can let me see it and attach files.';
    case RESTJSONErrorCodes.RequestEntityTooLarge:
      return 'The pictures are too large for this place. Ask for fewer of them.';
    default:
      return 'Discord did not take my answer. Try again.';
  }
}
