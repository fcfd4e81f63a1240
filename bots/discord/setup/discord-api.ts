/** Talking with Discord: where, with which token, and what it refuses, as one sentence with its mend. */

import {
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  GatewayCloseCodes,
  RESTJSONErrorCodes,
} from 'discord.js';
import { messageOf, PicsiftError, systemCode } from '../../../src/base/errors.ts';

const TOKEN_MEND =
  'Make one on discord.com/developers, under your application, Bot, Reset Token, and set DISCORD_TOKEN to it in the ' +
  'environment or in .env in the configuration folder.';

/** discord.js appends the version and the route. */
export function restOptions(apiBase: string): { api: string } {
  return { api: apiBase.replace(/\/+$/, '') };
}

/**
 * @throws PicsiftError `token-missing` where there is none, `discord-failed` for what can be no token: sent all the
 * same, it would come back in the text of an error.
 */
export function checkToken(token: string): void {
  if (token.trim() === '') {
    throw new PicsiftError('token-missing', `The Discord bot has no token. ${TOKEN_MEND}`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) throw tokenRefused();
}

/** True where Discord does not accept the bot's token; an interaction has a token of its own, which only expires. */
export function isTokenRefusal(error: unknown): boolean {
  const isUnauthorised =
    error instanceof DiscordAPIError && error.status === 401 && error.code !== RESTJSONErrorCodes.InvalidWebhookToken;
  return isUnauthorised || (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid);
}

/** Any failure to talk with Discord as a PicsiftError `discord-failed`. */
export function discordError(error: unknown): PicsiftError {
  if (error instanceof PicsiftError) return error;
  if (isTokenRefusal(error)) return tokenRefused(error);
  if (error instanceof DiscordAPIError) {
    return new PicsiftError(
      'discord-failed',
      `Discord refused with "${error.message}" (${error.code}). Check that the bot was invited to that server.`,
      { cause: error },
    );
  }
  return new PicsiftError(
    'discord-failed',
    `Discord cannot be reached (${systemCode(error) ?? messageOf(error)}). Check the network, then start the bot again.`,
    { cause: error },
  );
}

/** The gateway closed with a code after which discord.js does not connect again. */
export function gatewayClosed(code: number): PicsiftError {
  if (code === GatewayCloseCodes.AuthenticationFailed) return tokenRefused();
  return new PicsiftError(
    'discord-failed',
    `Discord ended the connection for good (${GatewayCloseCodes[code] ?? 'code'} ${code}). ` +
      'Check the bot on discord.com/developers, then start it again.',
  );
}

function tokenRefused(cause?: unknown): PicsiftError {
  return new PicsiftError('discord-failed', `Discord does not accept the bot's token. ${TOKEN_MEND}`, { cause });
}
