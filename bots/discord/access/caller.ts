/**
 * Who asks, as Discord's own message says it. discord.js would take roles and channels from its cache, which may be
 * behind or empty: what decides on access is read from the interaction itself.
 */

import {
  type APIInteraction,
  ChannelType,
  type Client,
  GatewayDispatchEvents,
  InteractionContextType,
} from 'discord.js';
import type { Caller } from './access.ts';

const THREADS: readonly (ChannelType | undefined)[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/** @internal */
export function callerOf(interaction: APIInteraction): Caller {
  const { guild_id: guildId = null, member, user, channel, context } = interaction;
  const channelId = interaction.channel_id ?? channel?.id;
  const parentId = channel !== undefined && 'parent_id' in channel ? channel.parent_id : undefined;
  const isThread = THREADS.includes(channel?.type);
  const inBotsDm = context === undefined ? channel?.type === ChannelType.DM : context === InteractionContextType.BotDM;
  return {
    userId: member?.user.id ?? user?.id ?? '',
    guildId,
    channelIds: [...(channelId === undefined ? [] : [channelId]), ...(isThread && parentId ? [parentId] : [])],
    roleIds: guildId === null ? [] : (member?.roles ?? []),
    isAlone: guildId === null && inBotsDm,
  };
}

/** More than can be between a message's arrival and its handling. */
const MOST_WAITING = 1_000;

/**
 * Watch what arrives.
 * @returns a function that tells, once, who is behind the interaction with an id.
 */
export function rememberCallers(client: Client): (interactionId: string) => Caller | undefined {
  const waiting = new Map<string, Caller>();
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
    waiting.set(interaction.id, callerOf(interaction));
    if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!);
  });
  return (id) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    return caller;
  };
}
