/** Registers the bot's commands with Discord. */

import { type APIApplication, REST, Routes } from 'discord.js';
import { PicsiftError } from '../../src/errors.ts';
import { commands } from './commands.ts';
import { checkToken, discordError, restOptions } from './discord-api.ts';

export interface DeployOptions {
  readonly token: string;
  readonly apiBase: string;
  /** The servers that get the commands. What was registered there before is replaced. */
  readonly guildIds: readonly string[];
}

/**
 * Register the commands in each server. Doing it again changes nothing.
 * @returns a line for each server, for people.
 * @throws PicsiftError `bad-config` without a server, `token-missing`, `discord-failed`.
 */
export async function deployCommands({ token, apiBase, guildIds }: DeployOptions): Promise<string[]> {
  if (guildIds.length === 0) {
    throw new PicsiftError(
      'bad-config',
      'No Discord server is configured. Name each with its folders in config.json, under discord.guilds.',
    );
  }
  checkToken(token);
  const rest = new REST(restOptions(apiBase)).setToken(token);
  const names = commands.map(({ data }) => `/${data.name}`).join(', ');
  const body = commands.map(({ data }) => data);
  const lines: string[] = [];
  try {
    const { id } = (await rest.get(Routes.currentApplication())) as APIApplication;
    for (const guildId of guildIds) {
      await rest.put(Routes.applicationGuildCommands(id, guildId), { body });
      lines.push(`Registered ${names} in the server ${guildId}.`);
    }
  } catch (error) {
    throw discordError(error);
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
  return lines;
}
