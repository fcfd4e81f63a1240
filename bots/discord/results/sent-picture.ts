/** Pictures that people post, as queries: fetched from where Discord keeps them, and from nowhere else. */

import type { Attachment } from 'discord.js';
import { messageOf, PicsiftError } from '../../../src/base/errors.ts';
import type { SentPicture } from '../../../src/engine/api.ts';
import { fetchBytes, MAX_PICTURE_BYTES } from '../../../src/net/fetch-bytes.ts';
import type { Reach } from '../../../src/net/reach.ts';
import { RequestError } from '../../../src/net/request-error.ts';
import type { Request } from '../bot-request.ts';

/** Discord's content delivery network: see https://docs.discord.com/developers/reference#image-formatting */
const DISCORD_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

/**
 * Discord's own hosts must have public addresses. Another API than Discord's (a test's, a proxy's) may keep the pictures
 * on its own host, which the user configured: that one may be in a private network.
 */
export function reachOfPictures(apiBase: string): Reach {
  const { hostname: apiHost } = new URL(apiBase);
  const isDiscord = /(^|\.)discord\.com$/.test(apiHost);
  return {
    configuredHost: isDiscord ? undefined : apiHost,
    mayRequest: ({ protocol, hostname }) =>
      (protocol === 'https:' && DISCORD_HOSTS.includes(hostname)) || (!isDiscord && hostname === apiHost),
  };
}

/** True for what can be looked at, as far as the message says. */
export function isPicture({ contentType, name }: Pick<Attachment, 'contentType' | 'name'>): boolean {
  // Of RAW and HEIC files Discord does not always know the type.
  return contentType?.startsWith('image/') ?? /\.(jpe?g|png|webp|gif|avif|hei[cf]|tiff?|bmp|jxl)$/i.test(name);
}

/**
 * @returns undefined before the first index.
 * @throws PicsiftError `photo-too-large`, `photo-unreadable`, `download-failed`.
 */
export async function takePicture(
  attachment: Pick<Attachment, 'url' | 'size' | 'contentType' | 'name'>,
  { bot }: Pick<Request, 'bot'>,
): Promise<SentPicture | undefined> {
  if (!isPicture(attachment)) throw new PicsiftError('photo-unreadable', 'That is no picture. Send one.');
  if (attachment.size > MAX_PICTURE_BYTES) throw tooLarge();
  if (!URL.canParse(attachment.url)) throw new PicsiftError('download-failed', notDiscords('That'));
  if (bot.queues.isFull()) throw new PicsiftError('bot-busy', 'Too many are asking at the moment. Try again.');
  const bytes = await bot.queues.downloads.add(() => download(new URL(attachment.url), attachment.size, bot));
  return bot.engine.embedPicture(bytes);
}

/** @param size bytes, as Discord announced them. */
async function download(address: URL, size: number, { pictures, signal }: Request['bot']): Promise<Buffer> {
  try {
    // Discord's network does not redirect: a redirect would lead elsewhere.
    return await fetchBytes(address, { reach: pictures, maxRedirects: 0, maxBytes: size, signal });
  } catch (error) {
    const isElsewhere = error instanceof RequestError && error.refusal === 'not-allowed';
    const text = isElsewhere
      ? notDiscords(address.host)
      : `A picture could not be fetched from ${address.host} (${messageOf(error)}). Try again.`;
    throw new PicsiftError('download-failed', text, { cause: error });
  }
}

function notDiscords(what: string): string {
  return `${what} is not where Discord keeps pictures.`;
}

function tooLarge(): PicsiftError {
  return new PicsiftError('photo-too-large', 'That picture is larger than 25 MB. Send a smaller copy.');
}
