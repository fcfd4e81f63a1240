/** Pictures that people post, as queries: fetched from where Discord keeps them, and from nowhere else. */

import type { Attachment } from 'discord.js';
import { messageOf, PicsiftError } from '../../../src/base/errors.ts';
import type { SentPicture } from '../../../src/engine/api.ts';
import type { Request } from '../bot-request.ts';

/** Discord's content delivery network: see https://docs.discord.com/developers/reference#image-formatting */
const DISCORD_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];
const MAX_BYTES = 25_000_000;
const TIMEOUT_MS = 10_000;

/** Another API than Discord's (a test's, a proxy's) may keep the pictures on its own host. */
export function mayFetchFrom(apiBase: string): (address: URL) => boolean {
  const api = new URL(apiBase);
  const isDiscord = /(^|\.)discord\.com$/.test(api.hostname);
  return ({ protocol, hostname }) =>
    (protocol === 'https:' && DISCORD_HOSTS.includes(hostname)) || (!isDiscord && hostname === api.hostname);
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
  if (attachment.size > MAX_BYTES) throw tooLarge();
  const address = URL.canParse(attachment.url) ? new URL(attachment.url) : undefined;
  if (address === undefined || !bot.mayFetch(address)) {
    throw new PicsiftError('download-failed', `${address?.host ?? 'That'} is not where Discord keeps pictures.`);
  }
  if (bot.queues.isFull()) throw new PicsiftError('bot-busy', 'Too many are asking at the moment. Try again.');
  const bytes = await bot.queues.downloads.add(() => download(address, bot.signal));
  return bot.engine.embedPicture(bytes);
}

async function download(address: URL, ending: AbortSignal): Promise<Buffer> {
  // Not AbortSignal.timeout within AbortSignal.any: on Node.js 20 that may be collected before its time is up.
  const stop = new AbortController();
  const abort = () => stop.abort(new Error('it took too long'));
  const timer = setTimeout(abort, TIMEOUT_MS);
  ending.addEventListener('abort', abort);
  try {
    // A redirect could lead anywhere.
    const response = await fetch(address, { redirect: 'error', signal: stop.signal });
    if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > MAX_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, size);
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const text = `A picture could not be fetched from ${address.host} (${messageOf(error)}). Try again.`;
    throw new PicsiftError('download-failed', text, { cause: error });
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', abort);
  }
}

function tooLarge(): PicsiftError {
  return new PicsiftError('photo-too-large', 'That picture is larger than 25 MB. Send a smaller copy.');
}
