/** From an interaction to what answers it. */

import { type AutocompleteInteraction, type Interaction, InteractionType, MessageFlags } from 'discord.js';
import { debug, since } from '../../src/base/debug.ts';
import { quoted } from '../../src/base/safe-text.ts';
import { type Access, accessOf, type Caller } from './access/access.ts';
import { composer, guarded, requestFor, sendFitting } from './answering.ts';
import { audit, logError } from './bot-log.ts';
import type { Bot, Reply, Request } from './bot-request.ts';
import type { CommandInteraction } from './commands/command.ts';
import { commandNamed } from './commands.ts';
import { answerPress } from './results/answer-press.ts';
import * as replies from './results/replies.ts';

/** Answer an interaction. Never rejects: what fails is told and logged. */
export async function dispatch(interaction: Interaction, caller: Caller, bot: Bot): Promise<void> {
  const startedAt = performance.now();
  // Nothing else of an interaction: it holds what the person wrote, and a token.
  const what = `${InteractionType[interaction.type]} ${'commandName' in interaction ? interaction.commandName : ''}`;
  debug('discord', () => `${interaction.id}: ${what}`);
  await answer(interaction, caller, bot);
  debug('discord', () => `${interaction.id}: done after ${since(startedAt)}`);
}

async function answer(interaction: Interaction, caller: Caller, bot: Bot): Promise<void> {
  if (interaction.isAutocomplete()) return complete(interaction, caller, bot);
  if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
    return answerCommand(interaction, caller, bot);
  }
  if (interaction.isButton()) return answerPress(interaction, caller, bot);
}

async function complete(interaction: AutocompleteInteraction, caller: Caller, bot: Bot): Promise<void> {
  try {
    const access = accessOf(bot.rules, caller);
    // Shared with everybody, only what everybody may see is searched.
    const isPublic = isForAll(interaction, access) && access.audience.length > 0;
    const named = isPublic ? access.audience : access.folders;
    const request = await requestFor(named, { bot, caller, access, isPublic, maxFileBytes: 0 });
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
  const wantsPublic = command?.isPrivate !== true && isForAll(interaction, access);
  const isPublic = wantsPublic && access.audience.length > 0 && refusal === undefined;
  const startedAt = performance.now();
  debug('discord', () => {
    const folders = `${access.folders.length} folders for the person, ${access.audience.length} for the channel`;
    const decision = refusal === undefined ? `answered ${isPublic ? 'to all' : 'privately'}` : 'refused';
    return `${interaction.id}: ${folders}; ${decision}`;
  });

  await guarded(interaction, { bot, caller }, async () => {
    // Discord waits three seconds for the first answer, then 15 minutes for the rest.
    await interaction.deferReply(isPublic ? {} : { flags: MessageFlags.Ephemeral });
    if (command === undefined || refusal !== undefined) {
      audit(interaction, caller, 'refused');
      return interaction.editReply({ content: refusal ?? '' });
    }
    const work = (request: Request) => command.execute(interaction, request);
    const compose = composer({ bot, caller, access, isPublic }, work, command.isLong);
    const reply = await sendFitting(interaction, compose, (each) => interaction.editReply(each));
    const remark = remarkOn(access, wantsPublic, isPublic);
    if (remark !== undefined) await interaction.followUp({ content: remark, flags: MessageFlags.Ephemeral });
    audit(interaction, caller, outcomeOf(interaction, bot, reply, startedAt));
  });
}

/** Whether everybody in the channel shall see the answer: as the person says, or else the configuration. */
function isForAll(interaction: CommandInteraction | AutocompleteInteraction, { visibility }: Access): boolean {
  const share = interaction.isContextMenuCommand() ? null : interaction.options.getBoolean('share');
  return share ?? visibility === 'channel';
}

/** What the person alone should know of an answer that was meant for everybody. */
function remarkOn({ folders, audience }: Access, wantsPublic: boolean, isPublic: boolean): string | undefined {
  if (wantsPublic && !isPublic) return replies.NO_AUDIENCE;
  return isPublic && folders.length > audience.length ? replies.ONLY_FOR_ALL : undefined;
}

/** Why a command is not begun, or undefined. */
function refusalOf(access: Access, caller: Caller, bot: Bot): string | undefined {
  if (access.folders.length === 0) return replies.NOT_GRANTED;
  const wait = bot.cooldowns.begin(caller, access.cooldown);
  return wait > 0 ? replies.waitReply(wait) : undefined;
}

/** How many photos, and how long; what was asked only where the configuration says so. */
function outcomeOf(interaction: CommandInteraction, { logQueries }: Bot, { files }: Reply, startedAt: number): string {
  const query = interaction.isChatInputCommand() ? interaction.options.getString('query') : null;
  // A line break in it must not look like another line of the log.
  const asked = logQueries && query !== null ? `${quoted(query)}, ` : '';
  return `${asked}${files?.length ?? 0} photos, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
