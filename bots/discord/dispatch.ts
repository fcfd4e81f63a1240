/** From an interaction to what answers it. */

import { type AutocompleteInteraction, type Interaction, MessageFlags } from 'discord.js';
import { type Access, accessOf, type Caller } from './access.ts';
import { composer, guarded, requestFor, sendFitting } from './answering.ts';
import { type CommandInteraction, commandNamed } from './commands.ts';
import { log, logError } from './log.ts';
import { answerPress } from './presses.ts';
import * as replies from './replies.ts';
import type { Bot, Reply, Request } from './request.ts';

/** Answer an interaction. Never rejects: what fails is told and logged. */
export async function dispatch(interaction: Interaction, caller: Caller, bot: Bot): Promise<void> {
  if (interaction.isAutocomplete()) return complete(interaction, caller, bot);
  if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
    return answerCommand(interaction, caller, bot);
  }
  if (interaction.isButton()) return answerPress(interaction, caller, bot);
}

async function complete(interaction: AutocompleteInteraction, caller: Caller, bot: Bot): Promise<void> {
  try {
    const access = accessOf(bot.rules, caller);
    const request = await requestFor(access.folders, { bot, caller, access, isPublic: false, maxFileBytes: 0 });
    const choices = request && (await commandNamed(interaction.commandName)?.complete?.(interaction, request));
    await interaction.respond(choices ?? []);
  } catch (error) {
    // People type on, and find no choices.
    logError('Choices could not be offered', error);
  }
}

async function answerCommand(interaction: CommandInteraction, caller: Caller, bot: Bot): Promise<void> {
  const command = commandNamed(interaction.commandName);
  const access = accessOf(bot.rules, caller);
  const refusal = command === undefined ? replies.UNKNOWN_COMMAND : refusalOf(access, caller, bot);
  const wantsPublic =
    command?.isPrivate !== true &&
    ((interaction.isChatInputCommand() ? interaction.options.getBoolean('share') : null) ??
      access.visibility === 'channel');
  const isPublic = wantsPublic && access.audience.length > 0 && refusal === undefined;
  const startedAt = performance.now();

  await guarded(interaction, bot, async () => {
    // Discord waits three seconds for the first answer, then 15 minutes for the rest.
    await interaction.deferReply(isPublic ? {} : { flags: MessageFlags.Ephemeral });
    if (command === undefined || refusal !== undefined) return interaction.editReply({ content: refusal ?? '' });
    const work = (request: Request) => command.execute(interaction, request);
    const compose = composer({ bot, caller, access, isPublic }, work, command.isLong);
    const reply = await sendFitting(interaction, compose, (each) => interaction.editReply(each));
    if (wantsPublic && !isPublic) {
      await interaction.followUp({ content: replies.NO_AUDIENCE, flags: MessageFlags.Ephemeral });
    }
    audit(interaction, caller, bot, reply, startedAt);
  });
}

/** Why a command is not begun, or undefined. */
function refusalOf(access: Access, caller: Caller, bot: Bot): string | undefined {
  if (access.folders.length === 0) return replies.NOT_GRANTED;
  const wait = bot.cooldowns.begin(caller, access.cooldown);
  return wait > 0 ? replies.waitReply(wait) : undefined;
}

/** One line for each command: who, where and how long; what was asked only where the configuration says so. */
function audit(interaction: CommandInteraction, caller: Caller, bot: Bot, reply: Reply, startedAt: number): void {
  const { userId, guildId, channelIds } = caller;
  const query = interaction.isChatInputCommand() ? interaction.options.getString('query') : null;
  const asked = bot.logQueries && query !== null ? ` "${query}"` : '';
  const where = guildId === null ? 'a direct message' : `server ${guildId}, channel ${channelIds[0]}`;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  log(
    `/${interaction.commandName}${asked} by ${userId} in ${where}: ${reply.files?.length ?? 0} photos, ${seconds} s.`,
  );
}
