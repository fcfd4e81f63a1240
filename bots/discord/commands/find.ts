/** `/find`: the photos that fit a description best. */

import { type ChatInputCommandInteraction, SlashCommandBuilder, SlashCommandStringOption } from 'discord.js';
import { answerSearch } from '../results/photo-search.ts';
import { NO_DAY } from '../results/replies.ts';
import type { Command } from './command.ts';
import { folderNames } from './folder-choices.ts';
import { fitting, folderOption, limitOf, limitOption, shareOption } from './shared-options.ts';

const MAX_QUERY_CHARACTERS = 200;
const MAX_DAY_CHARACTERS = 10;

function dayOption(name: string, description: string): SlashCommandStringOption {
  return new SlashCommandStringOption().setName(name).setDescription(description).setMaxLength(MAX_DAY_CHARACTERS);
}

/** Whether it is written as one; whether there is such a day, the search says. */
function isDay(text: string | undefined): boolean {
  return text === undefined || /^\d{4}(-\d\d(-\d\d)?)?$/.test(text);
}

export const find = {
  data: new SlashCommandBuilder()
    .setName('find')
    .setDescription('Find photos by describing them')
    .addStringOption((option) =>
      option
        .setName('query')
        .setDescription('What is on the photo, for example: dog on a beach')
        .setRequired(true)
        .setMaxLength(MAX_QUERY_CHARACTERS)
        .setAutocomplete(true),
    )
    .addIntegerOption(limitOption)
    .addStringOption(folderOption)
    .addStringOption(dayOption('after', 'Only photos taken since then: 2019, 2019-06 or 2019-06-01'))
    .addStringOption(dayOption('before', 'Only photos taken before then: 2019, 2019-06 or 2019-06-01'))
    .addBooleanOption(shareOption)
    .toJSON(),

  async execute({ options }: ChatInputCommandInteraction, request) {
    const query = options.getString('query', true);
    const folder = options.getString('folder') ?? undefined;
    const after = options.getString('after') ?? undefined;
    const before = options.getString('before') ?? undefined;
    if (![after, before].every(isDay)) return { content: NO_DAY };
    const limit = limitOf(options.getInteger('limit'));
    const reply = await answerSearch({ query, folder, after, before, limit, pages: [] }, request);
    // Only what could be understood is worth being offered again.
    request.bot.recent.add(request.caller, query);
    return reply;
  },

  async complete({ options }, request) {
    const { name, value } = options.getFocused(true);
    return fitting(name === 'folder' ? await folderNames(request) : request.bot.recent.of(request.caller), value);
  },
} satisfies Command;
