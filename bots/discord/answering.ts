/** Steps that all answers share: wait in the queue, find the folders to use, fit the size limit, handle errors. */

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

/** Discord's limit for a file in a server without boosts. Used when the interaction does not state a limit. */
const DEFAULT_FILE_BYTES = 10 * 1024 * 1024;
/** After Discord refused an answer as too large, files are limited to the size of the largest one divided by this. */
const SHRINK_FACTOR = 4;

/** The interaction has expired or was answered already: no reply can be sent. */
const UNANSWERABLE: readonly (string | number)[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownMessage,
];

/** The part of a request that is known before its folders. */
export type RequestContext = Pick<Request, 'bot' | 'caller' | 'access'>;

type Compose = (maxFileBytes: number) => Promise<Reply>;

/**
 * Create the function that makes the reply when its turn in the queue comes, from the folders that its readers may see.
 * @param isLong do not queue the work, so that nothing waits behind it. The work queues its own steps where necessary.
 */
export function composer(
  context: RequestContext & Pick<Request, 'isPublic'>,
  work: (request: Request) => Promise<Reply>,
  isLong = false,
): Compose {
  const { bot, access, isPublic } = context;
  async function compose(maxFileBytes: number): Promise<Reply> {
    const request = await requestFor(isPublic ? access.audience : access.folders, { ...context, maxFileBytes });
    return request === undefined ? { content: replies.FOLDERS_GONE } : work(request);
  }
  return async (maxFileBytes) => (isLong ? compose(maxFileBytes) : inTurn(bot, () => compose(maxFileBytes)));
}

/** Make the reply when its turn in the queue comes. Refuse at once when the queue is full. */
export async function inTurn({ queues }: Bot, work: () => Promise<Reply>): Promise<Reply> {
  return queues.isFull() ? { content: replies.BUSY } : queues.answers.add(work);
}

/**
 * Complete a request with the folders that can be reached now.
 * @param named folders as the configuration names them.
 * @returns undefined when none of them can be reached.
 */
export async function requestFor(
  named: readonly string[],
  context: Omit<Request, 'grants' | 'folders'>,
): Promise<Request | undefined> {
  const reached = named.length === 0 ? undefined : await reachableFolders(named, context.bot);
  return reached && { ...context, ...reached };
}

/** Send a reply. When Discord refuses it as too large, send a smaller one. @returns the reply that was sent. */
export async function sendFitting(
  interaction: Interaction,
  compose: Compose,
  send: (reply: Reply) => Promise<unknown>,
): Promise<Reply> {
  const maxFileBytes = interaction.attachmentSizeLimit ?? DEFAULT_FILE_BYTES;
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
    const smaller = await compose(Math.floor(Math.min(maxFileBytes, largest) / SHRINK_FACTOR));
    await send(smaller);
    return smaller;
  }
}

function sizeOf(file: NonNullable<Reply['files']>[number]): number {
  return file instanceof AttachmentBuilder && Buffer.isBuffer(file.attachment) ? file.attachment.length : 0;
}

/** Mistakes of the person who asks. They get a reply; their words stay out of the log. */
const USER_ERRORS: readonly ErrorCode[] = ['bad-query', 'photo-not-found', 'folder-not-found'];

/** Do the work. Log an error and send the person a reply about it, if the interaction can still be answered. */
export async function guarded(
  interaction: CommandInteraction | ButtonInteraction,
  { bot, caller }: Pick<Request, 'bot' | 'caller'>,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isUserError = error instanceof PicsiftError && USER_ERRORS.includes(error.code);
    if (!isUserError) logError(`${nameOf(interaction)} failed`, error);
    audit(interaction, caller, isUserError ? 'not understood' : 'failed');
    bot.onFailure(error);
    const isUnanswerable = error instanceof DiscordAPIError && UNANSWERABLE.includes(error.code);
    if (!interaction.deferred || isUnanswerable) return;
    try {
      await sendErrorReply(interaction, errorReply(error));
    } catch (failure) {
      logError('The reply about the error could not be sent', failure);
    }
  }
}

function sendErrorReply(interaction: CommandInteraction | ButtonInteraction, content: string): Promise<unknown> {
  // Keep a message with photos as it is: the reply is a message of its own below it.
  const isBelow = interaction.isButton() && !interaction.ephemeral;
  if (isBelow) return interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  return interaction.editReply({ content, files: [], components: [] });
}

function nameOf(interaction: CommandInteraction | ButtonInteraction): string {
  return interaction.isButton() ? 'A button' : interaction.commandName;
}
