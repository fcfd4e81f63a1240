/** `/find`: the photos that fit a description best. */

import { SlashCommandBuilder } from 'discord.js';
import type { Command } from '../commands.ts';
import { preparePhotos } from '../prepare.ts';
import { foundReply, nothingReply } from '../replies.ts';

const MAX_QUERY_CHARACTERS = 200;
const DEFAULT_RESULTS = 3;
/** Discord takes ten attachments a message. */
const MAX_RESULTS = 10;
/** Discord's limit for a file in a server without boosts, should the interaction not say. */
const USUAL_FILE_BYTES = 10 * 1024 * 1024;

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
    .toJSON(),

  async execute(interaction, { engine, folders }) {
    const top = Math.min(interaction.options.getInteger('limit') ?? DEFAULT_RESULTS, MAX_RESULTS);
    const { query, results, verdict } = await engine.search({
      query: interaction.options.getString('query', true),
      folders,
      top,
    });
    if (results.length === 0) return { content: nothingReply(engine.status().indexing !== null) };
    const ids = results.map(({ id }) => id);
    const maxFileBytes = interaction.attachmentSizeLimit ?? USUAL_FILE_BYTES;
    const { files, skipped } = await preparePhotos(engine, ids, folders, maxFileBytes);
    return { content: foundReply(query, files.length, skipped, verdict !== 'weak'), files };
  },
} satisfies Command;
