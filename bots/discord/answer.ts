/** From an interaction to its reply, with one place for what may go wrong on the way. */

import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type InteractionEditReplyOptions,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Engine } from '../../src/engine.ts';
import { type Guilds, grantedFolders } from './access.ts';
import { type Command, commands } from './commands.ts';
import { presentFolders } from './folders.ts';
import { logError } from './log.ts';
import { errorReply, FOLDERS_GONE, NOT_GRANTED } from './replies.ts';

export interface BotContext {
  readonly engine: Engine;
  readonly guilds: Guilds;
}

/** The interaction has expired or was answered already: there is nobody left to tell. */
const UNANSWERABLE: readonly (string | number)[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownMessage,
];

/** Answer a slash command, so that only its caller sees it. Never rejects: what fails is told and logged. */
export async function answer(interaction: ChatInputCommandInteraction, context: BotContext): Promise<void> {
  const command = commands.find(({ data }) => data.name === interaction.commandName);
  if (command === undefined) return;
  try {
    // Discord waits three seconds for the first answer, then 15 minutes for the rest.
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply(await compose(command, interaction, context));
  } catch (error) {
    logError(`/${command.data.name} failed`, error);
    const unanswerable = error instanceof DiscordAPIError && UNANSWERABLE.includes(error.code);
    if (interaction.deferred && !unanswerable) await apologise(interaction, error);
  }
}

async function compose(
  command: Command,
  interaction: ChatInputCommandInteraction,
  { engine, guilds }: BotContext,
): Promise<InteractionEditReplyOptions> {
  const granted = grantedFolders(guilds, interaction.guildId);
  if (granted.length === 0) return { content: NOT_GRANTED };
  const folders = await presentFolders(granted);
  if (folders.length === 0) return { content: FOLDERS_GONE };
  return command.execute(interaction, { engine, folders });
}

async function apologise(interaction: ChatInputCommandInteraction, error: unknown): Promise<void> {
  try {
    await interaction.editReply({ content: errorReply(error), files: [] });
  } catch (failure) {
    logError('The apology failed too', failure);
  }
}
