/** `picsift discord`: run the bot, or register its commands with Discord. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine.ts';
import type { Config } from '../../../config/schema.ts';
import { PicsiftError } from '../../errors.ts';
import { addModelOptions, configFor, envFileOption, type IndexingOptions } from '../options.ts';
import { printLine } from '../output/console.ts';

const DISCORD_ENDS_WITHIN_MS = 1_000;

export function discordCommand(): Command {
  const command = new Command('discord')
    .description(
      'Run the Discord bot: /find in the servers named in the configuration, from the folders named for each.',
    )
    // An option after "deploy" is deploy's, though both have it.
    .enablePositionalOptions();
  return addModelOptions(command).action(runDiscord).addCommand(deployCommand());
}

async function runDiscord(options: IndexingOptions): Promise<void> {
  const config = configFor(options);
  const token = tokenOf(config);
  const { runBot } = await import('../../../bots/discord/bot.ts');
  try {
    await runBot({ engine: engineOptions(config), token, schedule: config.schedule, ...config.discord });
  } finally {
    // Ended while it connects, discord.js goes on connecting for ever: what still runs in a second is only that.
    setTimeout(() => process.exit(), DISCORD_ENDS_WITHIN_MS).unref();
  }
}

function deployCommand(): Command {
  return new Command('deploy')
    .description('Register /find in the servers named in the configuration.')
    .addOption(envFileOption())
    .action(async (options: IndexingOptions) => {
      const config = configFor(options);
      const { apiBase, guilds } = config.discord;
      const { deployCommands } = await import('../../../bots/discord/deploy.ts');
      const deployed = await deployCommands({ token: tokenOf(config), apiBase, guildIds: Object.keys(guilds) });
      for (const line of deployed) printLine(line);
    });
}

function tokenOf({ discordToken, configDir }: Config): string {
  if (discordToken !== undefined) return discordToken;
  throw new PicsiftError(
    'token-missing',
    `The Discord bot needs its token: set DISCORD_TOKEN in the environment or in ${configDir}/.env. ` +
      'Tokens are made on discord.com/developers, under your application, Bot, Reset Token.',
  );
}
