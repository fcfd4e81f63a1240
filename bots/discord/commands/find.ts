/** `/find`: finds the photos that fit a description best, or the newest ones. */

import { type ChatInputCommandInteraction, SlashCommandBuilder } from 'discord.js';
import { addFilterOptions, filtersOf, malformedReply } from '../filters.ts';
import { answerSearch } from '../results/photo-search.ts';
import type { Command } from './command.ts';
import { folderNames } from './folder-choices.ts';
import { fitting, folderOption, limitOf, limitOption, shareOption } from './shared-options.ts';

const MAX_QUERY_CHARACTERS = 200;

export const find = {
  data: addFilterOptions(
    new SlashCommandBuilder()
      .setName('find')
      .setDescription('Find photos by describing them')
      .addStringOption((option) =>
        option
          .setName('query')
          .setDescription('What the photo shows, for example: dog on a beach. Empty: the newest photos')
          .setMaxLength(MAX_QUERY_CHARACTERS)
          .setAutocomplete(true),
      )
      .addIntegerOption(limitOption)
      .addStringOption(folderOption),
  )
    .addBooleanOption(shareOption)
    .toJSON(),

  async execute({ options }: ChatInputCommandInteraction, request) {
    const query = options.getString('query') ?? undefined;
    const folder = options.getString('folder') ?? undefined;
    const filters = filtersOf(options);
    const malformed = malformedReply(filters);
    if (malformed !== undefined) return { content: malformed };
    const limit = limitOf(options.getInteger('limit'));
    const reply = await answerSearch({ query, folder, filters, limit, pages: [] }, request);
    // A query that the search refused has thrown an error before this line, so it is not suggested later.
    if (query !== undefined) request.bot.recent.add(request.caller, query);
    return reply;
  },

  async complete({ options }, request) {
    const { name, value } = options.getFocused(true);
    return fitting(name === 'folder' ? await folderNames(request) : request.bot.recent.of(request.caller), value);
  },
} satisfies Command;
