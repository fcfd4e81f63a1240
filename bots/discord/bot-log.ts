/** The bot's log on stderr, for the person who runs the bot. */

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

/** Log one line for each command and button press: who, where, and the outcome. */
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
 * Log an expected error (PicsiftError) as a sentence, an unexpected one with its stack trace. Never log all properties
 * of an error: those of Discord's errors contain the tokens of interactions.
 */
export function logError(what: string, error: unknown): void {
  if (error instanceof PicsiftError) log(`${what}: ${error.message}`);
  else log(`${what}: ${stackOf(error)}`);
}
