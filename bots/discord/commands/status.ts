/** `/status`: what there is to search here, and how far the index has come. */

import { SlashCommandBuilder } from 'discord.js';
import { isInside } from '../../../src/library/files/folder-paths.ts';
import { awayReply, escapeText, indexingReply } from '../results/replies.ts';
import type { Command } from './command.ts';

/** More are counted, not listed. */
const MOST_FOLDERS = 20;

export const status = {
  data: new SlashCommandBuilder().setName('status').setDescription('What photos there are for you here').toJSON(),
  isPrivate: true,

  async execute(_interaction, { bot, access, grants, folders }) {
    const { total, leftOut, earliest, latest, folders: counts, failed } = await bot.engine.overview({ folders });
    const run = bot.engine.runIn(folders);
    const period = access.show.includes('date') && earliest !== null ? `, taken from ${earliest} to ${latest}` : '';
    const lines = grants.map(({ label, path }) => {
      if (path === undefined) return `- ${escapeText(label)}: cannot be reached now, its drive may be unplugged`;
      const photos = [...counts].reduce((sum, [folder, count]) => sum + (isInside(path, folder) ? count : 0), 0);
      return `- ${escapeText(label)}: ${inWords(photos)}`;
    });
    const more = lines.length - MOST_FOLDERS;
    const content = [
      `You can find ${inWords(total)} here${period}.`,
      ...lines.slice(0, MOST_FOLDERS),
      ...(more > 0 ? [`and ${more} more folders`] : []),
      ...(leftOut > 0 ? [awayReply(leftOut)] : []),
      ...(failed.length > 0 ? [`${failed.length} files could not be read as photos.`] : []),
      ...(run === undefined ? [] : [indexingReply(run)]),
    ].join('\n');
    return { content };
  },
} satisfies Command;

function inWords(photos: number): string {
  return photos === 1 ? '1 photo' : `${photos.toLocaleString('en')} photos`;
}
