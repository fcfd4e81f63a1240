/**
 * Reads from Discord's message who asks and where. discord.js takes roles and channels from its cache, which may be
 * outdated or empty. Access is therefore decided from the raw interaction.
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

/** More than the number of messages that can have arrived and not been handled. */
const MAX_WAITING = 1_000;

/**
 * Remember the caller of every interaction that arrives.
 * @returns a function that returns the caller of the interaction with an id, and forgets it.
 */
export function rememberCallers(client: Client): (interactionId: string) => Caller | undefined {
  const waiting = new Map<string, Caller>();
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
    waiting.set(interaction.id, callerOf(interaction));
    if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value!);
  });
  return (id) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    return caller;
  };
}
