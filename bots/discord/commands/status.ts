/** `/status`: shows the folders that can be searched here, and the progress of the index. */

import { SlashCommandBuilder } from 'discord.js';
import { isInside } from '../../../src/library/files/folder-paths.ts';
import { awayReply, escapeText, indexingReply } from '../results/replies.ts';
import type { Command } from './command.ts';

/** Further folders are counted, not listed. */
const MAX_FOLDERS = 20;

export const status = {
  data: new SlashCommandBuilder().setName('status').setDescription('Which photos you can find here').toJSON(),
  isPrivate: true,

  async execute(_interaction, { bot, access, grants, folders }) {
    const { total, leftOut, earliest, latest, folders: counts, failed } = await bot.engine.overview({ folders });
    const run = bot.engine.runIn(folders);
    const period = access.show.includes('date') && earliest !== null ? `, taken from ${earliest} to ${latest}` : '';
    const lines = grants.map(({ label, path }) => {
      if (path === undefined) return `- ${escapeText(label)}: not available now, its drive may be unplugged`;
      const photos = [...counts].reduce((sum, [folder, count]) => sum + (isInside(path, folder) ? count : 0), 0);
      return `- ${escapeText(label)}: ${photoCount(photos)}`;
    });
    const more = lines.length - MAX_FOLDERS;
    const content = [
      `You can find ${photoCount(total)} here${period}.`,
      ...lines.slice(0, MAX_FOLDERS),
      ...(more > 0 ? [`and ${more} more folders`] : []),
      ...(leftOut > 0 ? [awayReply(leftOut)] : []),
      ...(failed.length > 0 ? [`${failed.length} files could not be read as photos.`] : []),
      ...(run === undefined ? [] : [indexingReply(run)]),
    ].join('\n');
    return { content };
  },
} satisfies Command;

function photoCount(photos: number): string {
  return photos === 1 ? '1 photo' : `${photos.toLocaleString('en')} photos`;
}
