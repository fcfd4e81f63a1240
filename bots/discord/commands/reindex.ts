/** `/reindex`: look through the folders now. For those whom the configuration names. */

import { type ChatInputCommandInteraction, SlashCommandBuilder } from 'discord.js';
import type { IndexSummary } from '../../../src/indexing/run/messages.ts';
import { logError } from '../bot-log.ts';
import { indexingReply, MAY_NOT_REINDEX } from '../results/replies.ts';
import type { Command } from './command.ts';

/** Discord takes five edits in five seconds. */
const EDIT_EVERY_MS = 3_000;
/** An interaction can be answered for 15 minutes. */
const PATIENCE_MS = 13 * 60_000;

export const reindex = {
  data: new SlashCommandBuilder().setName('reindex').setDescription('Look for new and changed photos now').toJSON(),
  isPrivate: true,
  isLong: true,

  async execute(interaction: ChatInputCommandInteraction, { bot, access, folders }) {
    if (!access.mayReindex) return { content: MAY_NOT_REINDEX };
    const startedAt = performance.now();
    let editedAt = startedAt;
    let isOver = false;
    const run = bot.engine.index(folders, {
      signal: bot.signal,
      onProgress(progress) {
        if (isOver || progress.phase === 'download' || performance.now() - editedAt < EDIT_EVERY_MS) return;
        editedAt = performance.now();
        interaction.editReply(indexingReply(progress)).catch((error) => logError('The progress was not posted', error));
      },
    });
    const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref());
    const summary = await Promise.race([run, patience]).finally(() => {
      isOver = true;
    });
    run.catch((error) => logError('Looking through the folders failed', error));
    return {
      content: summary === undefined ? 'It takes long, and goes on. /status tells how far it is.' : done(summary),
    };
  },
} satisfies Command;

function done({ added, changed, moved, removed, kept, failed, interrupted }: IndexSummary): string {
  const counts = { added, changed, moved, removed, unchanged: kept, 'not readable': failed };
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const list = told.map(([what, count]) => `${count.toLocaleString('en')} ${what}`).join(', ') || 'no photos';
  return `${interrupted ? 'Interrupted' : 'Done'}: ${list}.`;
}
