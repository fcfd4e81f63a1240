/** What a command is. */

import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { Reply, Request } from '../bot-request.ts';

export type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface Command {
  /** As registered with Discord. */
  readonly data: RESTPostAPIApplicationCommandsJSONBody;
  /** Only the person who asks ever sees the answer. */
  readonly isPrivate?: boolean;
  /** Nobody shall wait in line behind it: an index run takes hours, a picture may come slowly. */
  readonly isLong?: boolean;
  /** The interaction is deferred already; what is returned is posted. */
  execute(interaction: CommandInteraction, request: Request): Promise<Reply>;
  /** What may be meant by what was typed so far, for options with autocompletion. */
  complete?(interaction: AutocompleteInteraction, request: Request): Promise<readonly Choice[]>;
}
