/** Connection settings for Discord's API, and its errors as sentences that say what to do. */

import {
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  GatewayCloseCodes,
  RESTJSONErrorCodes,
} from 'discord.js';
import { messageOf, PicsiftError, systemCode } from '../../../src/base/errors.ts';

const TOKEN_FIX =
  'Create one on discord.com/developers, under your application, Bot, Reset Token. Then set DISCORD_TOKEN to it in ' +
  'the environment or in .env in the configuration folder.';

/**
 * Options of discord.js's HTTP client. It appends the version and the route to `api`. By default it sends at most 50
 * requests a second, the global limit of bots, which does not apply to interactions (Discord's documentation, "Rate
 * Limits"), and the bot sends hardly anything else. A 429 still makes it wait as long as Discord says.
 */
export function restOptions(apiBase: string): { api: string; globalRequestsPerSecond: number } {
  return { api: apiBase.replace(/\/+$/, ''), globalRequestsPerSecond: Number.POSITIVE_INFINITY };
}

/**
 * Check the form of the token before it is sent: an invalid header value would appear in the text of an error.
 * @throws PicsiftError `token-missing` when it is empty, `discord-failed` when it has characters that no token has.
 */
export function checkToken(token: string): void {
  if (token.trim() === '') {
    throw new PicsiftError('token-missing', `The Discord bot has no token. ${TOKEN_FIX}`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) throw tokenRefused();
}

/** True when Discord refuses the bot's token. Each interaction has its own token, which expires: that is no refusal. */
export function isTokenRefusal(error: unknown): boolean {
  const isUnauthorised =
    error instanceof DiscordAPIError && error.status === 401 && error.code !== RESTJSONErrorCodes.InvalidWebhookToken;
  return isUnauthorised || (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid);
}

/** Turn any error of Discord or the network into a PicsiftError `discord-failed`. A PicsiftError stays as it is. */
export function discordError(error: unknown): PicsiftError {
  if (error instanceof PicsiftError) return error;
  if (isTokenRefusal(error)) return tokenRefused(error);
  if (error instanceof DiscordAPIError) {
    return new PicsiftError(
      'discord-failed',
      `Discord refused the request: "${error.message}" (${error.code}). Check that the bot was invited to that server.`,
      { cause: error },
    );
  }
  return new PicsiftError(
    'discord-failed',
    `Discord cannot be reached (${systemCode(error) ?? messageOf(error)}). Check the network, then start the bot again.`,
    { cause: error },
  );
}

/** Create the error for a close code of the gateway after which discord.js does not connect again. */
export function gatewayClosed(code: number): PicsiftError {
  if (code === GatewayCloseCodes.AuthenticationFailed) return tokenRefused();
  return new PicsiftError(
    'discord-failed',
    `Discord closed the connection permanently (${GatewayCloseCodes[code] ?? 'code'} ${code}). ` +
      'Check the bot on discord.com/developers, then start it again.',
  );
}

function tokenRefused(cause?: unknown): PicsiftError {
  return new PicsiftError('discord-failed', `Discord does not accept the bot's token. ${TOKEN_FIX}`, { cause });
}
