/** Passes each interaction to the code that answers it. */

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

/** Answer an interaction. Never rejects: errors are logged, and the person gets a reply about them. */
export async function dispatch(interaction: Interaction, caller: Caller, bot: Bot): Promise<void> {
  const startedAt = performance.now();
  // Log nothing else of an interaction: it contains the person's words and a token.
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
    // An answer for everybody searches only the folders that everybody may see.
    const isPublic = isForAll(interaction, access) && access.audience.length > 0;
    const named = isPublic ? access.audience : access.folders;
    const request = await requestFor(named, { bot, caller, access, isPublic, maxFileBytes: 0 });
    const choices = request && (await commandNamed(interaction.commandName)?.complete?.(interaction, request));
    await interaction.respond(choices ?? []);
  } catch (error) {
    // The person sees no suggestions and can go on typing.
    logError('The suggestions could not be sent', error);
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
    // Discord waits three seconds for this first response, then 15 minutes for the answer itself.
    await interaction.deferReply(isPublic ? {} : { flags: MessageFlags.Ephemeral });
    if (command === undefined || refusal !== undefined) {
      audit(interaction, caller, 'refused');
      return interaction.editReply({ content: refusal ?? '' });
    }
    const work = (request: Request) => command.execute(interaction, request);
    const compose = composer({ bot, caller, access, isPublic }, work, command.isLong);
    const reply = await sendFitting(interaction, compose, (each) => interaction.editReply(each));
    const note = privateNote(access, wantsPublic, isPublic);
    if (note !== undefined) await interaction.followUp({ content: note, flags: MessageFlags.Ephemeral });
    audit(interaction, caller, outcomeOf(interaction, bot, reply, startedAt));
  });
}

/** Decide whether everybody in the channel gets the answer: by the person's option, else by the configuration. */
function isForAll(interaction: CommandInteraction | AutocompleteInteraction, { visibility }: Access): boolean {
  const share = interaction.isContextMenuCommand() ? null : interaction.options.getBoolean('share');
  return share ?? visibility === 'channel';
}

/** Return the note that only the person gets about an answer that was requested for everybody. */
function privateNote({ folders, audience }: Access, wantsPublic: boolean, isPublic: boolean): string | undefined {
  if (wantsPublic && !isPublic) return replies.NO_AUDIENCE;
  return isPublic && folders.length > audience.length ? replies.ONLY_FOR_ALL : undefined;
}

/** Return why the command is refused, or undefined. */
function refusalOf(access: Access, caller: Caller, bot: Bot): string | undefined {
  if (access.folders.length === 0) return replies.NOT_GRANTED;
  const wait = bot.cooldowns.begin(caller, access.cooldown);
  return wait > 0 ? replies.waitReply(wait) : undefined;
}

/** Describe the outcome: number of photos and seconds. The query is included only when the configuration allows it. */
function outcomeOf(interaction: CommandInteraction, { logQueries }: Bot, { files }: Reply, startedAt: number): string {
  const query = interaction.isChatInputCommand() ? interaction.options.getString('query') : null;
  // Quoted, so that a line break in the query cannot imitate another line of the log.
  const shownQuery = logQueries && query !== null ? `${quoted(query)}, ` : '';
  return `${shownQuery}${files?.length ?? 0} photos, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
