/** `/find`: the photos that fit a description best. */

import { SlashCommandBuilder, SlashCommandStringOption } from 'discord.js';
import type { Command } from '../commands.ts';
import { preparePhotos } from '../prepare.ts';
import { foundReply, NO_DAY, NOTHING_THEN, nothingReply } from '../replies.ts';

const MAX_QUERY_CHARACTERS = 200;
const DEFAULT_RESULTS = 3;
/** Discord takes ten attachments a message. */
const MAX_RESULTS = 10;
/** Discord's limit for a file in a server without boosts, should the interaction not say. */
const USUAL_FILE_BYTES = 10 * 1024 * 1024;

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
        .setMaxLength(MAX_QUERY_CHARACTERS),
    )
    .addIntegerOption((option) =>
      option
        .setName('limit')
        .setDescription(`How many photos (${DEFAULT_RESULTS} unless you say)`)
        .setMinValue(1)
        .setMaxValue(MAX_RESULTS),
    )
    .addStringOption(dayOption('after', 'Only photos taken since then: 2019, 2019-06 or 2019-06-01'))
    .addStringOption(dayOption('before', 'Only photos taken before then: 2019, 2019-06 or 2019-06-01'))
    .toJSON(),

  async execute(interaction, { engine, folders }) {
    const top = Math.min(interaction.options.getInteger('limit') ?? DEFAULT_RESULTS, MAX_RESULTS);
    const after = interaction.options.getString('after') ?? undefined;
    const before = interaction.options.getString('before') ?? undefined;
    if (![after, before].every(isDay)) return { content: NO_DAY };
    const { query, results, verdict } = await engine.search({
      query: interaction.options.getString('query', true),
      folders,
      filters: { after, before },
      top,
    });
    if (results.length === 0 && (after ?? before) !== undefined) return { content: NOTHING_THEN };
    if (results.length === 0) return { content: nothingReply(engine.runIn(folders) !== undefined) };
    const ids = results.map(({ id }) => id);
    const maxFileBytes = interaction.attachmentSizeLimit ?? USUAL_FILE_BYTES;
    const { files, skipped } = await preparePhotos(engine, ids, folders, maxFileBytes);
    return { content: foundReply(query, files.length, skipped, verdict !== 'weak'), files };
  },
} satisfies Command;
