/** Replies to people on Discord about errors. Chosen by the error's code, because its message may contain a path. */

import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import { type ErrorCode, PicsiftError } from '../../../src/base/errors.ts';
import { BUSY, escapeText } from './replies.ts';

const FAILED =
  'Something went wrong on my side. Try again. If it happens again, ask the person who runs me to read my log.';
const INDEX_BUSY = 'The photo index is busy. Try again in a minute.';
const INDEX_UNUSABLE = 'The photo index cannot be used at the moment. Ask the person who runs me to read my log.';
const MODEL_UNUSABLE = 'The search model is not ready, so I cannot search. Ask the person who runs me to read my log.';

const REPLIES: Readonly<Record<ErrorCode, string | ((error: PicsiftError) => string)>> = {
  'bad-usage': FAILED,
  'bad-config': FAILED,
  'bad-query': badQueryReply,
  'folder-not-found': 'There is no such folder here. Choose one of the folders that the field suggests.',
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
  'model-unsupported': MODEL_UNUSABLE,
  'download-failed': 'I could not get that picture from Discord. Try again.',
  'catalog-corrupt': INDEX_UNUSABLE,
  'catalog-newer': INDEX_UNUSABLE,
  'catalog-readonly': INDEX_UNUSABLE,
  'catalog-busy': INDEX_BUSY,
  'disk-full': INDEX_UNUSABLE,
  'import-failed': FAILED,
  'module-unusable': FAILED,
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

/** Say what is wrong with the query. The message repeats only words that the person wrote. */
function badQueryReply({ message }: PicsiftError): string {
  return `${escapeText(message)}\nDescribe the photo in a few words, for example: dog on a beach, or: horse + stripes - people.`;
}

function discordReply({ code }: DiscordAPIError): string {
  switch (code) {
    case RESTJSONErrorCodes.MissingAccess:
    case RESTJSONErrorCodes.MissingPermissions:
      return 'I may not post pictures in this channel. Ask somebody who manages it to let me see the channel and attach files.';
    case RESTJSONErrorCodes.RequestEntityTooLarge:
      return 'The pictures are too large for this place. Ask for fewer pictures.';
    default:
      return 'Discord did not accept my answer. Try again.';
  }
}
