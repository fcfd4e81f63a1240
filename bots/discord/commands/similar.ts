/** `/similar`: finds the photos that are most like an attached picture. */

import { type ChatInputCommandInteraction, SlashCommandBuilder } from 'discord.js';
import { inTurn } from '../answering.ts';
import { answerSearch } from '../results/photo-search.ts';
import { nothingReply } from '../results/replies.ts';
import { takePicture } from '../results/sent-picture.ts';
import type { Command } from './command.ts';
import { folderNames } from './folder-choices.ts';
import { fitting, folderOption, limitOf, limitOption, shareOption } from './shared-options.ts';

export const similar = {
  data: new SlashCommandBuilder()
    .setName('similar')
    .setDescription('Find photos like a picture of yours')
    .addAttachmentOption((option) =>
      option
        .setName('picture')
        .setDescription('The picture; it is used for this search and not kept')
        .setRequired(true),
    )
    .addIntegerOption(limitOption)
    .addStringOption(folderOption)
    .addBooleanOption(shareOption)
    .toJSON(),
  isLong: true,

  async execute({ options }: ChatInputCommandInteraction, request) {
    const query = await takePicture(options.getAttachment('picture', true), request);
    if (query === undefined) return { content: nothingReply(request.bot.engine.runIn(request.folders) !== undefined) };
    const folder = options.getString('folder') ?? undefined;
    const limit = limitOf(options.getInteger('limit'));
    return inTurn(request.bot, () => answerSearch({ query, folder, limit, pages: [] }, request));
  },

  async complete({ options }, request) {
    return fitting(await folderNames(request), options.getFocused());
  },
} satisfies Command;
