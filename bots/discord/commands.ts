/** What a command is, and the list of them. */

import type {
  ChatInputCommandInteraction,
  InteractionEditReplyOptions,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Engine } from '../../src/engine.ts';
import { find } from './commands/find.ts';

/** All that a command gets to work with, so that none can forget to ask what its caller may see. */
interface CommandContext {
  readonly engine: Engine;
  /** Real paths of the folders granted to the caller: never empty. */
  readonly folders: readonly string[];
}

export interface Command {
  /** As registered with Discord. */
  readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** The interaction is deferred already; what is returned is posted. */
  execute(interaction: ChatInputCommandInteraction, context: CommandContext): Promise<InteractionEditReplyOptions>;
}

export const commands: readonly Command[] = [find];
