/** `/reindex`: indexes the folders now. Only people named in the configuration may use it. */

import { type ChatInputCommandInteraction, SlashCommandBuilder } from 'discord.js';
import type { IndexSummary } from '../../../src/indexing/run/messages.ts';
import { logError } from '../bot-log.ts';
import { indexingReply, MAY_NOT_REINDEX } from '../results/replies.ts';
import type { Command } from './command.ts';

/** Discord allows five edits in five seconds. */
const EDIT_EVERY_MS = 3_000;
/** Discord accepts an answer to an interaction for 15 minutes. */
const MAX_WAIT_MS = 13 * 60_000;

export const reindex = {
  data: new SlashCommandBuilder().setName('reindex').setDescription('Look for new and changed photos now').toJSON(),
  isPrivate: true,
  isLong: true,

  async execute(interaction: ChatInputCommandInteraction, { bot, access, folders }) {
    if (!access.mayReindex) return { content: MAY_NOT_REINDEX };
    const startedAt = performance.now();
    let editedAt = startedAt;
    let hasEnded = false;
    const run = bot.engine.index(folders, {
      signal: bot.signal,
      text: false,
      onProgress(progress) {
        if (hasEnded || progress.phase === 'download' || performance.now() - editedAt < EDIT_EVERY_MS) return;
        editedAt = performance.now();
        interaction
          .editReply(indexingReply(progress))
          .catch((error) => logError('The progress could not be posted', error));
      },
    });
    const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, MAX_WAIT_MS, undefined).unref());
    const summary = await Promise.race([run, timeout]).finally(() => {
      hasEnded = true;
    });
    run.catch((error) => logError('Indexing failed', error));
    return {
      content:
        summary === undefined ? 'Indexing takes long and continues. /status shows how far it is.' : done(summary),
    };
  },
} satisfies Command;

function done({ added, changed, moved, removed, kept, failed, interrupted }: IndexSummary): string {
  const counts = { added, changed, moved, removed, unchanged: kept, 'not readable': failed };
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  const list = shown.map(([what, count]) => `${count.toLocaleString('en')} ${what}`).join(', ') || 'no photos';
  return `${interrupted ? 'Interrupted' : 'Done'}: ${list}.`;
}
