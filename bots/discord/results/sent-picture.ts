/** Turns pictures that people post into queries. Pictures are downloaded from Discord's own hosts only. */

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
 * Return the addresses from which posted pictures may be downloaded. Discord's hosts must have public addresses.
 * Another API (a test or a proxy) may serve pictures from its own host. The user configured that host, so it may be in
 * a private network.
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

/** True when the attachment is a picture, according to its type or name. */
export function isPicture({ contentType, name }: Pick<Attachment, 'contentType' | 'name'>): boolean {
  // Discord does not always know the type of RAW and HEIC files.
  return contentType?.startsWith('image/') ?? /\.(jpe?g|png|webp|gif|avif|hei[cf]|tiff?|bmp|jxl)$/i.test(name);
}

/**
 * Download and embed a posted picture.
 * @returns undefined before the first index.
 * @throws PicsiftError `photo-too-large`, `photo-unreadable`, `download-failed`.
 */
export async function takePicture(
  attachment: Pick<Attachment, 'url' | 'size' | 'contentType' | 'name'>,
  { bot }: Pick<Request, 'bot'>,
): Promise<SentPicture | undefined> {
  if (!isPicture(attachment)) throw new PicsiftError('photo-unreadable', 'That file is not a picture. Send a picture.');
  if (attachment.size > MAX_PICTURE_BYTES) throw tooLarge();
  if (!URL.canParse(attachment.url))
    throw new PicsiftError('download-failed', 'The address of the picture is not valid.');
  if (bot.queues.isFull())
    throw new PicsiftError('bot-busy', 'Too many people are asking at the moment. Try again later.');
  const bytes = await bot.queues.downloads.add(() => download(new URL(attachment.url), attachment.size, bot));
  return bot.engine.embedPicture(bytes);
}

/** @param size bytes, as announced by Discord. */
async function download(address: URL, size: number, { pictures, signal }: Request['bot']): Promise<Buffer> {
  try {
    // Discord's hosts do not redirect, so a redirect would lead to another host.
    return await fetchBytes(address, { reach: pictures, maxRedirects: 0, maxBytes: size, signal });
  } catch (error) {
    const isElsewhere = error instanceof RequestError && error.refusal === 'not-allowed';
    const text = isElsewhere
      ? `${address.host} is not a host from which Discord serves pictures.`
      : `A picture could not be fetched from ${address.host} (${messageOf(error)}). Try again.`;
    throw new PicsiftError('download-failed', text, { cause: error });
  }
}

function tooLarge(): PicsiftError {
  return new PicsiftError('photo-too-large', 'That picture is larger than 25 MB. Send a smaller copy.');
}
