/** The way to every answer: its turn, the folders its readers may see, its size, and what may go wrong. */

import {
  AttachmentBuilder,
  type ButtonInteraction,
  DiscordAPIError,
  type Interaction,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';
import { type ErrorCode, PicsiftError } from '../../src/base/errors.ts';
import { audit, logError } from './bot-log.ts';
import { type Bot, type Reply, type Request, reachableFolders } from './bot-request.ts';
import type { CommandInteraction } from './commands/command.ts';
import { errorReply } from './results/error-replies.ts';
import * as replies from './results/replies.ts';

/** Discord's limit for a file in a server without boosts, should the interaction not say. */
const USUAL_FILE_BYTES = 10 * 1024 * 1024;
/** Where Discord finds an answer too large all the same, no file of the next is larger than this part of the largest. */
const SMALLER = 4;

/** The interaction has expired or was answered already: there is nobody left to tell. */
const UNANSWERABLE: readonly (string | number)[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownMessage,
];

export type Asked = Pick<Request, 'bot' | 'caller' | 'access'>;

type Compose = (maxFileBytes: number) => Promise<Reply>;

/**
 * Makes the reply when its turn comes, from the folders that its readers may see.
 * @param isLong nobody shall wait in line behind it: it takes its turn itself, if it needs one.
 */
export function composer(
  asked: Asked & Pick<Request, 'isPublic'>,
  work: (request: Request) => Promise<Reply>,
  isLong = false,
): Compose {
  const { bot, access, isPublic } = asked;
  async function compose(maxFileBytes: number): Promise<Reply> {
    const request = await requestFor(isPublic ? access.audience : access.folders, { ...asked, maxFileBytes });
    return request === undefined ? { content: replies.FOLDERS_GONE } : work(request);
  }
  return async (maxFileBytes) => (isLong ? compose(maxFileBytes) : inTurn(bot, () => compose(maxFileBytes)));
}

/** Makes the reply when its turn comes; a refusal where that would be too late. */
export async function inTurn({ queues }: Bot, work: () => Promise<Reply>): Promise<Reply> {
  return queues.isFull() ? { content: replies.BUSY } : queues.answers.add(work);
}

/** @param named folders as the configuration names them. @returns undefined where none of them can be reached. */
export async function requestFor(
  named: readonly string[],
  asked: Omit<Request, 'grants' | 'folders'>,
): Promise<Request | undefined> {
  const reached = named.length === 0 ? undefined : await reachableFolders(named, asked.bot);
  return reached && { ...asked, ...reached };
}

/** Send a reply; where Discord finds it too large, a smaller one. @returns what was sent. */
export async function sendFitting(
  interaction: Interaction,
  compose: Compose,
  send: (reply: Reply) => Promise<unknown>,
): Promise<Reply> {
  const maxFileBytes = interaction.attachmentSizeLimit ?? USUAL_FILE_BYTES;
  const reply = await compose(maxFileBytes);
  try {
    await send(reply);
    return reply;
  } catch (error) {
    const isTooLarge =
      error instanceof DiscordAPIError &&
      (error.code === RESTJSONErrorCodes.RequestEntityTooLarge || error.status === 413);
    const largest = Math.max(0, ...(reply.files ?? []).map(sizeOf));
    if (!isTooLarge || largest === 0) throw error;
    const smaller = await compose(Math.floor(Math.min(maxFileBytes, largest) / SMALLER));
    await send(smaller);
    return smaller;
  }
}

function sizeOf(file: NonNullable<Reply['files']>[number]): number {
  return file instanceof AttachmentBuilder && Buffer.isBuffer(file.attachment) ? file.attachment.length : 0;
}

/** Mistakes of people: they are told, and what they wrote stays out of the log. */
const MISTAKES: readonly ErrorCode[] = ['bad-query', 'photo-not-found', 'folder-not-found'];

/** What fails is logged, and told to the person, where there still is somebody to tell. */
export async function guarded(
  interaction: CommandInteraction | ButtonInteraction,
  { bot, caller }: Pick<Request, 'bot' | 'caller'>,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isMistake = error instanceof PicsiftError && MISTAKES.includes(error.code);
    if (!isMistake) logError(`${nameOf(interaction)} failed`, error);
    audit(interaction, caller, isMistake ? 'not understood' : 'failed');
    bot.onFailure(error);
    const isUnanswerable = error instanceof DiscordAPIError && UNANSWERABLE.includes(error.code);
    if (!interaction.deferred || isUnanswerable) return;
    try {
      await apologise(interaction, errorReply(error));
    } catch (failure) {
      logError('The apology failed too', failure);
    }
  }
}

function apologise(interaction: CommandInteraction | ButtonInteraction, content: string): Promise<unknown> {
  // Below a message with photos it stands by itself; the photos stay.
  const isBelow = interaction.isButton() && !interaction.ephemeral;
  if (isBelow) return interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  return interaction.editReply({ content, files: [], components: [] });
}

function nameOf(interaction: CommandInteraction | ButtonInteraction): string {
  return interaction.isButton() ? 'A button' : interaction.commandName;
}
