/** The link with which somebody who manages a server adds the bot to it. */

import { type APIApplication, OAuth2Scopes, PermissionFlagsBits, Routes } from 'discord.js';
import { type DiscordAccount, withRest } from './deploy.ts';

/** Answers need only these: see the channel, and attach pictures. */
export const NEEDED_PERMISSIONS = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.AttachFiles;

/** @throws PicsiftError `token-missing`, `discord-failed`. */
export async function inviteLink(account: DiscordAccount): Promise<string> {
  const { id } = await withRest(
    account,
    async (rest) => (await rest.get(Routes.currentApplication())) as APIApplication,
  );
  const query = new URLSearchParams({
    client_id: id,
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
    permissions: String(NEEDED_PERMISSIONS),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
