/** `picsift discord`: runs the bot, and registers it with Discord. */

import { Command, Option } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import type { Config } from '../../../config/schema.ts';
import { PicsiftError } from '../../base/errors.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { addModelOptions, configFor, envFileOption, type IndexingOptions } from '../options.ts';
import { printLine } from '../output/console.ts';

const DISCORD_ENDS_WITHIN_MS = 1_000;

export function discordCommand(): Command {
  const command = new Command('discord')
    .description(
      'Run the Discord bot: /find and other commands in the configured servers, for the folders granted there.',
    )
    // An option after "deploy" belongs to deploy, though both commands have it.
    .enablePositionalOptions();
  return addModelOptions(command)
    .action(runDiscord)
    .addCommand(deployCommand())
    .addCommand(inviteCommand())
    .addCommand(checkCommand());
}

async function runDiscord(options: IndexingOptions): Promise<void> {
  const config = configFor(options);
  const token = tokenOf(config);
  const { runBot } = await import('../../../bots/discord/bot.ts');
  const { allFolders } = await import('../../../bots/discord/access/access.ts');
  await keepDataOutOf(allFolders(config.discord), config);
  try {
    await runBot({ engine: engineOptions(config), token, schedule: config.schedule, ...config.discord });
  } finally {
    // If the bot ends while it connects, discord.js never stops connecting. After a second nothing else is running.
    setTimeout(() => process.exit(), DISCORD_ENDS_WITHIN_MS).unref();
  }
}

interface DeployOptions extends IndexingOptions {
  readonly guild?: readonly string[];
  readonly global?: boolean;
  readonly dryRun?: boolean;
}

function deployCommand(): Command {
  return new Command('deploy')
    .description('Register the commands with Discord, by default in the configured servers.')
    .addOption(new Option('--guild <id...>', 'in this server'))
    .addOption(new Option('--global', 'everywhere, including direct messages').conflicts('guild'))
    .option('--dry-run', 'print what would be registered, and register nothing')
    .addOption(envFileOption())
    .action(async (options: DeployOptions) => {
      const config = configFor(options);
      const account = options.dryRun ? undefined : accountOf(config);
      const { commandBodies, deployCommands } = await import('../../../bots/discord/setup/deploy.ts');
      const guildIds = options.guild ?? Object.keys(config.discord.guilds);
      const target = options.global ? 'global' : { guildIds };
      if (account === undefined) {
        const where = options.global ? 'everywhere' : guildIds;
        printLine(JSON.stringify({ where, commands: commandBodies(target) }, null, 2));
        return;
      }
      for (const line of await deployCommands(account, target)) printLine(line);
    });
}

function inviteCommand(): Command {
  return new Command('invite')
    .description('Print the link that adds the bot to a server, with only the permissions that it needs.')
    .addOption(envFileOption())
    .action(async (options: IndexingOptions) => {
      const account = accountOf(configFor(options));
      const { inviteLink } = await import('../../../bots/discord/setup/invite.ts');
      printLine(await inviteLink(account));
    });
}

function checkCommand(): Command {
  return new Command('check')
    .description('Check the token, the servers, the permissions, the commands and the folders.')
    .addOption(envFileOption())
    .action(async (options: IndexingOptions) => {
      const config = configFor(options);
      const account = accountOf(config);
      const { checkBot } = await import('../../../bots/discord/setup/check.ts');
      const found = await checkBot(account, config.discord);
      for (const { ok, text } of found) printLine(`${ok ? 'ok  ' : 'BAD '} ${text}`);
      if (found.some(({ ok }) => !ok)) process.exitCode = EXIT.failure;
    });
}

/** Called before discord.js is loaded, which takes longer than everything else of these commands. */
function accountOf(config: Config) {
  return { token: tokenOf(config), apiBase: config.discord.apiBase };
}

function tokenOf({ discordToken, configDir }: Config): string {
  if (discordToken !== undefined) return discordToken;
  throw new PicsiftError(
    'token-missing',
    `The Discord bot needs a token. Set DISCORD_TOKEN in the environment or in ${configDir}/.env. ` +
      'Create a token on discord.com/developers, under your application, Bot, Reset Token.',
  );
}
