/** *Find similar* in the menu of a message: finds the photos that are most like the first picture in the message. */

import {
  ApplicationCommandType,
  ContextMenuCommandBuilder,
  type MessageContextMenuCommandInteraction,
} from 'discord.js';
import { inTurn } from '../answering.ts';
import { answerSearch, DEFAULT_RESULTS } from '../results/photo-search.ts';
import { NO_PICTURE, nothingReply } from '../results/replies.ts';
import { isPicture, takePicture } from '../results/sent-picture.ts';
import type { Command } from './command.ts';

export const findSimilar = {
  data: new ContextMenuCommandBuilder().setName('Find similar').setType(ApplicationCommandType.Message).toJSON(),
  isLong: true,

  async execute({ targetMessage }: MessageContextMenuCommandInteraction, request) {
    const picture = targetMessage.attachments.find(isPicture);
    if (picture === undefined) return { content: NO_PICTURE };
    const query = await takePicture(picture, request);
    if (query === undefined) return { content: nothingReply(false) };
    return inTurn(request.bot, () => answerSearch({ query, limit: DEFAULT_RESULTS, pages: [] }, request));
  },
} satisfies Command;
