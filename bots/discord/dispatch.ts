/** From an interaction to its reply, with one place for what may go wrong on the way. */

import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  DiscordAPIError,
  type Interaction,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';
import { type Access, accessOf, type Caller } from './access.ts';
import type { Press } from './buttons.ts';
import { type CommandInteraction, commandNamed } from './commands.ts';
import { log, logError } from './log.ts';
import { answerSearch, plainName, subjectOf } from './photo-search.ts';
import { filesOf, preparePhotos } from './prepare.ts';
import * as replies from './replies.ts';
import { type Bot, lookAtFolders, type Reply, type Request } from './request.ts';

/** Discord's limit for a file in a server without boosts, should the interaction not say. */
const USUAL_FILE_BYTES = 10 * 1024 * 1024;
/** Where Discord finds an answer too large all the same, it gets one of a quarter of the size. */
const SMALLER = 4;

/** The interaction has expired or was answered already: there is nobody left to tell. */
const UNANSWERABLE: readonly (string | number)[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownMessage,
];

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
    // An index run may take hours: nobody shall wait in line behind it.
    const compose = composer({ bot, caller, access, isPublic }, work, interaction.commandName !== 'reindex');
    const reply = await sendFitting(interaction, compose, (each) => interaction.editReply(each));
    if (wantsPublic && !isPublic) {
      await interaction.followUp({ content: replies.NO_AUDIENCE, flags: MessageFlags.Ephemeral });
    }
    audit(interaction, caller, bot, reply, startedAt);
  });
}

async function answerPress(interaction: ButtonInteraction, caller: Caller, bot: Bot): Promise<void> {
  const press = bot.buttons.pressed(interaction.customId, caller);
  const access = accessOf(bot.rules, caller);
  const refusal = refusalOfPress(press, access);

  await guarded(interaction, bot, async () => {
    if (typeof press === 'string' || refusal !== undefined) {
      return interaction.reply({ content: refusal ?? '', flags: MessageFlags.Ephemeral });
    }
    if (press.kind === 'page') return turnPage(interaction, press, { bot, caller, access });
    if (press.kind === 'share') return share(interaction, press, { bot, caller, access });
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const work = (request: Request) => answerSearch(press.search, request);
    const compose = composer({ bot, caller, access, isPublic: false }, work);
    return sendFitting(interaction, compose, (each) => interaction.editReply(each));
  });
}

type Asked = Pick<Request, 'bot' | 'caller' | 'access'>;

async function turnPage(
  interaction: ButtonInteraction,
  { search, isPublic }: Press & { kind: 'page' },
  asked: Asked,
): Promise<unknown> {
  await interaction.deferUpdate();
  const compose = composer({ ...asked, isPublic }, (request) => answerSearch(search, request));
  return sendFitting(interaction, compose, (reply) => {
    // What there is to see stays in sight where there is nothing new to see.
    if (reply.files === undefined) {
      return interaction.followUp({ content: reply.content ?? '', flags: MessageFlags.Ephemeral });
    }
    return interaction.editReply({ ...reply, attachments: [] });
  });
}

async function share(
  interaction: ButtonInteraction,
  { search, photoIds }: Press & { kind: 'share' },
  asked: Asked,
): Promise<void> {
  await interaction.deferUpdate();
  const subject = subjectOf(search);
  const altText = (number: number) => `Photo ${number} for ${plainName(subject)}`;
  let shared = 0;
  const compose = composer({ ...asked, isPublic: true }, async ({ bot, folders, maxFileBytes, caller }) => {
    const { renders } = bot.queues;
    const photos = await preparePhotos(bot.engine, photoIds, { folders, maxFileBytes, altText, renders });
    const files = filesOf(photos);
    shared = files.length;
    if (shared === 0) return { content: replies.NONE_FOR_ALL };
    return { content: replies.sharedReply(caller.userId, shared, subject), files };
  });
  const privately = (content: string) => interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  await sendFitting(interaction, compose, ({ content, files }) =>
    files === undefined ? privately(content ?? '') : interaction.followUp({ content: content ?? '', files }),
  );
  if (shared > 0 && shared < photoIds.length) await privately(replies.partlySharedReply(shared, photoIds.length));
}

/** Why a command is not begun, or undefined. */
function refusalOf(access: Access, caller: Caller, bot: Bot): string | undefined {
  if (access.folders.length === 0) return replies.NOT_GRANTED;
  const wait = bot.cooldowns.begin(caller, access.cooldown);
  return wait > 0 ? replies.waitReply(wait) : undefined;
}

/** Why nothing comes of a press, or undefined. */
function refusalOfPress(press: Press | 'expired' | 'not-yours', { folders }: Access): string | undefined {
  if (typeof press === 'string') return press === 'expired' ? replies.EXPIRED : replies.NOT_YOURS;
  return folders.length === 0 ? replies.NOT_GRANTED : undefined;
}

type Compose = (maxFileBytes: number) => Promise<Reply>;

/** Makes the reply when its turn comes, from the folders that its readers may see. */
function composer(
  asked: Asked & Pick<Request, 'isPublic'>,
  work: (request: Request) => Promise<Reply>,
  waitsItsTurn = true,
): Compose {
  const { bot, access, isPublic } = asked;
  async function compose(maxFileBytes: number): Promise<Reply> {
    const request = await requestFor(isPublic ? access.audience : access.folders, { ...asked, maxFileBytes });
    return request === undefined ? { content: replies.FOLDERS_GONE } : work(request);
  }
  return async (maxFileBytes) => {
    if (!waitsItsTurn) return compose(maxFileBytes);
    if (bot.queues.isFull()) return { content: replies.BUSY };
    return bot.queues.answers.add(() => compose(maxFileBytes));
  };
}

async function requestFor(
  named: readonly string[],
  asked: Omit<Request, 'grants' | 'folders'>,
): Promise<Request | undefined> {
  const looked = named.length === 0 ? undefined : await lookAtFolders(named);
  return looked && { ...asked, ...looked };
}

/** Send a reply; where Discord finds it too large, a smaller one. @returns what was sent. */
async function sendFitting(
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
    if (!isTooLarge) throw error;
    const smaller = await compose(Math.floor(maxFileBytes / SMALLER));
    await send(smaller);
    return smaller;
  }
}

/** What fails is logged, and told to the person, where there still is somebody to tell. */
async function guarded(
  interaction: CommandInteraction | ButtonInteraction,
  bot: Bot,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    logError(`${nameOf(interaction)} failed`, error);
    bot.onFailure(error);
    const isUnanswerable = error instanceof DiscordAPIError && UNANSWERABLE.includes(error.code);
    if (!interaction.deferred || isUnanswerable) return;
    try {
      await apologise(interaction, replies.errorReply(error));
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
  return interaction.isButton() ? 'A button' : `/${interaction.commandName}`;
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
