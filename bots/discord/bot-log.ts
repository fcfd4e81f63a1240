/** What the bot tells the person who runs it, on stderr. */

import type { ButtonInteraction, CommandInteraction } from 'discord.js';
import { PicsiftError } from '../../src/base/errors.ts';
import { safeText } from '../../src/base/safe-text.ts';
import { stackOf } from '../../src/base/stack.ts';
import type { Caller } from './access/access.ts';

const MAX_LINE_CHARACTERS = 1_000;

export function log(text: string): void {
  const lines = text.split('\n').map((line) => safeText(line, MAX_LINE_CHARACTERS));
  process.stderr.write(`picsift discord: ${lines.join('\n')}\n`);
}

/** One line for each command and press: who, where, and what came of it. */
export function audit(
  interaction: CommandInteraction | ButtonInteraction,
  { userId, guildId, channelIds }: Caller,
  outcome: string,
): void {
  const what = interaction.isButton() ? 'a button' : `"${interaction.commandName}"`;
  const where = guildId === null ? 'a direct message' : `server ${guildId}, channel ${channelIds[0]}`;
  log(`${what} by ${userId} in ${where}: ${outcome}.`);
}

/**
 * A sentence for what is to be expected, a stack trace for what is not. Never the whole error: the properties of
 * Discord's errors hold the tokens of interactions.
 */
export function logError(what: string, error: unknown): void {
  if (error instanceof PicsiftError) log(`${what}: ${error.message}`);
  else log(`${what}: ${stackOf(error)}`);
}
