/** The form of a command. */

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
  /** The command's data as registered with Discord. */
  readonly data: RESTPostAPIApplicationCommandsJSONBody;
  /** The answer is always visible to the person who asks only. */
  readonly isPrivate?: boolean;
  /** Other commands must not wait for it in the queue: an index run takes hours, a download may be slow. */
  readonly isLong?: boolean;
  /** Make the answer. The interaction is deferred already; the caller posts the returned reply. */
  execute(interaction: CommandInteraction, request: Request): Promise<Reply>;
  /** Suggest values for an option with autocompletion. */
  complete?(interaction: AutocompleteInteraction, request: Request): Promise<readonly Choice[]>;
}
