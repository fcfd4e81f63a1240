/** Registers the bot's commands with Discord. */

import {
  type APIApplication,
  ApplicationIntegrationType,
  InteractionContextType,
  REST,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { PicsiftError } from '../../../src/base/errors.ts';
import { commands } from '../commands.ts';
import { checkToken, discordError, restOptions } from './discord-api.ts';

export interface DiscordAccount {
  readonly token: string;
  readonly apiBase: string;
}

/** Where to register the commands: in some servers, where they appear at once, or everywhere, with direct messages. */
export type DeployTarget = { readonly guildIds: readonly string[] } | 'global';

/** Return the commands in the form in which Discord receives them. */
export function commandBodies(target: DeployTarget): RESTPostAPIApplicationCommandsJSONBody[] {
  const bodies = commands.map(({ data }) => data);
  if (target !== 'global') return bodies;
  // Group conversations are left out: they belong to no server, so no folder can be granted there.
  const contexts = [InteractionContextType.Guild, InteractionContextType.BotDM];
  return bodies.map((body) => ({ ...body, contexts, integration_types: [ApplicationIntegrationType.GuildInstall] }));
}

/**
 * Register the commands. Replaces the commands registered before; running it twice has the same effect as once.
 * @returns a line of text for each place.
 * @throws PicsiftError `bad-config` without a server, `token-missing`, `discord-failed`.
 */
export async function deployCommands(account: DiscordAccount, target: DeployTarget): Promise<string[]> {
  if (target !== 'global' && target.guildIds.length === 0) {
    throw new PicsiftError(
      'bad-config',
      'No Discord server is configured. Name each with its folders in config.json, under discord.guilds.',
    );
  }
  const body = commandBodies(target);
  const names = body.map(({ name }) => name).join(', ');
  return withRest(account, async (rest) => {
    const { id } = (await rest.get(Routes.currentApplication())) as APIApplication;
    if (target === 'global') {
      await rest.put(Routes.applicationCommands(id), { body });
      return [`Registered ${names} everywhere. Discord may take some minutes to show them.`];
    }
    const lines: string[] = [];
    for (const guildId of target.guildIds) {
      await rest.put(Routes.applicationGuildCommands(id, guildId), { body });
      lines.push(`Registered ${names} in the server ${guildId}.`);
    }
    return lines;
  });
}

/** @throws PicsiftError `token-missing`, `discord-failed`. */
export async function withRest<T>({ token, apiBase }: DiscordAccount, work: (rest: REST) => Promise<T>): Promise<T> {
  checkToken(token);
  const rest = new REST(restOptions(apiBase)).setToken(token);
  try {
    return await work(rest);
  } catch (error) {
    throw discordError(error);
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
}
