/** Answers the press of a button. */

import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { debug } from '../../../src/base/debug.ts';
import { PicsiftError } from '../../../src/base/errors.ts';
import { type Access, accessOf, type Caller } from '../access/access.ts';
import { composer, guarded, type RequestContext, sendFitting } from '../answering.ts';
import { audit } from '../bot-log.ts';
import type { Bot, Reply, Request } from '../bot-request.ts';
import { altTextFor, answerSearch, subjectOf } from './photo-search.ts';
import { filesOf, preparePhotos } from './posted-photos.ts';
import type { Press } from './press.ts';
import * as replies from './replies.ts';

export async function answerPress(interaction: ButtonInteraction, caller: Caller, bot: Bot): Promise<void> {
  const press = bot.buttons.pressed(interaction.customId, caller);
  const access = accessOf(bot.rules, caller);
  const refusal = refusalOfPress(press, access);
  debug('discord', () => {
    const kind = typeof press === 'string' ? press : press.kind;
    return `${interaction.id}: ${kind}, ${access.folders.length} folders; ${refusal === undefined ? 'allowed' : 'refused'}`;
  });

  await guarded(interaction, { bot, caller }, async () => {
    if (typeof press === 'string' || refusal !== undefined) {
      audit(interaction, caller, 'refused');
      return interaction.reply({ content: refusal ?? '', flags: MessageFlags.Ephemeral });
    }
    audit(interaction, caller, press.kind);
    if (press.kind === 'page') return turnPage(interaction, press, { bot, caller, access });
    if (press.kind === 'share') return share(interaction, press, { bot, caller, access });
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const work = (request: Request) => answerSearch(press.search, request);
    const compose = composer({ bot, caller, access, isPublic: false }, work);
    return sendFitting(interaction, compose, (each) => interaction.editReply(each));
  });
}

async function turnPage(
  interaction: ButtonInteraction,
  { search, isPublic }: Press & { kind: 'page' },
  context: RequestContext,
): Promise<unknown> {
  await interaction.deferUpdate();
  const compose = composer({ ...context, isPublic }, (request) =>
    answerSearch(search, request).catch(expiredIfChanged),
  );
  return sendFitting(interaction, compose, (reply) => {
    // Keep the photos of the present page when there are no new ones.
    if (reply.files === undefined) {
      return interaction.followUp({ content: reply.content ?? '', flags: MessageFlags.Ephemeral });
    }
    return interaction.editReply({ ...reply, attachments: [] });
  });
}

/** A cursor is valid only for the folders that it was made for. The person's roles may have changed since. */
function expiredIfChanged(error: unknown): Reply {
  if (error instanceof PicsiftError && error.code === 'bad-query') return { content: replies.EXPIRED };
  throw error;
}

async function share(
  interaction: ButtonInteraction,
  { search, photoIds }: Press & { kind: 'share' },
  context: RequestContext,
): Promise<void> {
  await interaction.deferUpdate();
  const subject = subjectOf(search);
  const altText = altTextFor(subject);
  let shared = 0;
  const compose = composer({ ...context, isPublic: true }, async ({ bot, folders, maxFileBytes, caller }) => {
    const { renders } = bot.queues;
    const photos = await preparePhotos(bot.engine, photoIds, { folders, maxFileBytes, altText, renders });
    const files = filesOf(photos);
    shared = files.length;
    if (shared === 0) return { content: replies.NONE_FOR_ALL };
    return { content: replies.sharedReply(caller.userId, shared, subject), files };
  });
  const sendPrivately = (content: string) => interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  await sendFitting(interaction, compose, ({ content, files }) =>
    files === undefined ? sendPrivately(content ?? '') : interaction.followUp({ content: content ?? '', files }),
  );
  if (shared > 0 && shared < photoIds.length) await sendPrivately(replies.partlySharedReply(shared, photoIds.length));
}

/** Return why the press is refused, or undefined. */
function refusalOfPress(press: Press | 'expired' | 'not-yours', { folders }: Access): string | undefined {
  if (typeof press === 'string') return press === 'expired' ? replies.EXPIRED : replies.NOT_YOURS;
  return folders.length === 0 ? replies.NOT_GRANTED : undefined;
}
