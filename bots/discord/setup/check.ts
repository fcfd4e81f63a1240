/** Checks whether Discord and the configuration are ready for the bot, before it runs. */

import {
  type APIApplication,
  type APIApplicationCommand,
  type APIChannel,
  type APIRole,
  DiscordAPIError,
  type REST,
  type RESTGetAPICurrentUserGuildsResult,
  Routes,
} from 'discord.js';
import { messageOf } from '../../../src/base/errors.ts';
import { safeText } from '../../../src/base/safe-text.ts';
import { resolveFolder } from '../../../src/library/files/folder-paths.ts';
import { type AccessRules, allFolders, type GuildRules, NO_FOLDER } from '../access/access.ts';
import { commands } from '../commands.ts';
import { type DiscordAccount, withRest } from './deploy.ts';
import { NEEDED_PERMISSIONS } from './invite.ts';

export interface Found {
  readonly ok: boolean;
  /** The result of one check. A problem also says how to fix it. */
  readonly text: string;
}

type Guild = RESTGetAPICurrentUserGuildsResult[number];

/** @throws PicsiftError `token-missing`, `discord-failed` when nothing more can be checked. */
export async function checkBot(account: DiscordAccount, rules: AccessRules): Promise<Found[]> {
  const folders = await checkFolders(rules);
  return withRest(account, async (rest) => {
    const application = (await rest.get(Routes.currentApplication())) as APIApplication;
    const guilds = (await rest.get(Routes.userGuilds())) as Guild[];
    const everywhere = (await rest.get(Routes.applicationCommands(application.id))) as APIApplicationCommand[];
    const found = [
      good(`The token is accepted: the bot is ${safeText(application.name)}.`),
      good('It needs no privileged intents.'),
      endpointOf(application),
      ...folders,
    ];
    const isEverywhere = commands.every(({ data }) => everywhere.some(({ name }) => name === data.name));
    if (Object.keys(rules.directMessages).length > 0 && !isEverywhere) {
      found.push(bad('No commands are registered for direct messages. Run: picsift discord deploy --global'));
    }
    for (const [guildId, guildRules] of Object.entries(rules.guilds)) {
      const guild = guilds.find(({ id }) => id === guildId);
      if (guild === undefined) {
        found.push(
          bad(`The bot is not in the server ${guildId}. Invite it with the link from: picsift discord invite`),
        );
        continue;
      }
      found.push(...(await checkGuild(rest, application.id, guild, guildRules, everywhere)));
    }
    return found;
  });
}

const good = (text: string): Found => ({ ok: true, text });
const bad = (text: string): Found => ({ ok: false, text });

/** When an endpoint is set, Discord sends commands to that address and not to the bot. */
function endpointOf({ interactions_endpoint_url: url }: APIApplication): Found {
  if (!url) return good('Discord sends commands to the bot itself.');
  return bad('Discord sends commands to a web address. Clear "Interactions Endpoint URL" on discord.com/developers.');
}

async function checkFolders(rules: AccessRules): Promise<Found[]> {
  const folders = allFolders(rules);
  if (folders.length === 0) {
    return [bad(NO_FOLDER)];
  }
  return Promise.all(
    folders.map(async (folder) => {
      try {
        return good(`The folder ${safeText(await resolveFolder(folder))} can be read.`);
      } catch (error) {
        return bad(messageOf(error));
      }
    }),
  );
}

async function checkGuild(
  rest: REST,
  applicationId: string,
  { id, name, permissions }: Guild,
  rules: GuildRules,
  everywhere: readonly APIApplicationCommand[],
): Promise<Found[]> {
  const server = `${safeText(name)} (${id})`;
  const missing = NEEDED_PERMISSIONS & ~BigInt(permissions);
  const here = (await readIfAllowed(rest, Routes.applicationGuildCommands(applicationId, id))) ?? [];
  const registered = [...everywhere, ...(here as APIApplicationCommand[])].map((command) => command.name);
  const unknown = commands.map(({ data }) => data.name).filter((command) => !registered.includes(command));
  const roles = (await readIfAllowed(rest, Routes.guildRoles(id))) as APIRole[] | undefined;
  const channels = (await readIfAllowed(rest, Routes.guildChannels(id))) as APIChannel[] | undefined;
  return [
    missing === 0n
      ? good(`In ${server} the bot may see channels and attach files.`)
      : bad(`In ${server} the bot may not see channels or attach files. Give its role both, in the server's settings.`),
    unknown.length === 0
      ? good(`In ${server} all commands are registered.`)
      : bad(`In ${server} these are not registered: ${unknown.join(', ')}. Run: picsift discord deploy --guild ${id}`),
    ...unknownIds('role', [...Object.keys(rules.roles), ...rules.reindex.roles], roles, server),
    ...unknownIds('channel', Object.keys(rules.channels), channels, server),
  ];
}

/** Report ids in the configuration that the server does not have. Most are typing errors. */
function unknownIds(
  kind: string,
  ids: readonly string[],
  known: readonly { readonly id: string }[] | undefined,
  server: string,
): Found[] {
  if (known === undefined) return [];
  const unknown = [...new Set(ids)].filter((id) => !known.some((other) => other.id === id));
  return unknown.map((id) => bad(`There is no ${kind} ${id} in ${server}. Correct it in config.json.`));
}

async function readIfAllowed(rest: REST, route: `/${string}`): Promise<unknown> {
  try {
    return await rest.get(route);
  } catch (error) {
    if (error instanceof DiscordAPIError && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}
