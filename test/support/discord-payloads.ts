/** What Discord sends, as far as discord.js wants to see it. */

import type { Asked } from './discord.ts';

export const APPLICATION_ID = '100000000000000001';
const ASKER = { id: '400000000000000001', username: 'ada', discriminator: '0', avatar: null, global_name: 'Ada' };
const BOT = { id: APPLICATION_ID, username: 'picsift', discriminator: '0', avatar: null, bot: true };

export function readyPayload(guildIds: readonly string[], gatewayUrl: string) {
  return {
    v: 10,
    user: BOT,
    guilds: guildIds.map((id) => ({ id, unavailable: true })),
    session_id: 'session',
    resume_gateway_url: gatewayUrl,
    application: { id: APPLICATION_ID, flags: 0 },
  };
}

export function messagePayload(id: string, content: string, flags: number) {
  const lists = { attachments: [], embeds: [], mentions: [], mention_roles: [], components: [] };
  const times = { timestamp: new Date().toISOString(), edited_timestamp: null };
  return { id, channel_id: '300000000000000001', type: 20, content, flags, author: BOT, ...lists, ...times };
}

export function interactionPayload(id: string, token: string, { guildId, name, options, attachmentSizeLimit }: Asked) {
  const times = { joined_at: new Date(0).toISOString(), premium_since: null, communication_disabled_until: null };
  const member = { user: ASKER, roles: [], permissions: '2147483648', deaf: false, mute: false, flags: 0, ...times };
  return {
    id,
    token,
    application_id: APPLICATION_ID,
    type: 2,
    version: 1,
    data: {
      id: '500000000000000001',
      name,
      type: 1,
      options: Object.entries(options).map(([option, value]) => ({
        name: option,
        type: typeof value === 'number' ? 4 : 3,
        value,
      })),
    },
    ...(guildId === null ? { user: ASKER } : { guild_id: guildId, guild: { id: guildId }, member }),
    channel_id: '300000000000000001',
    channel: { id: '300000000000000001', type: guildId === null ? 1 : 0, name: 'photos', permissions: '0' },
    locale: 'en-US',
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: {},
    context: guildId === null ? 1 : 0,
    attachment_size_limit: attachmentSizeLimit ?? 10 * 1024 * 1024,
  };
}

export function guildPayload(id: string) {
  const lists = { channels: [], members: [], roles: [], emojis: [], stickers: [], threads: [], features: [] };
  const states = { voice_states: [], presences: [], stage_instances: [], guild_scheduled_events: [] };
  const levels = { verification_level: 0, explicit_content_filter: 0, default_message_notifications: 0, mfa_level: 0 };
  return { id, name: 'A server', owner_id: ASKER.id, member_count: 2, ...lists, ...states, ...levels };
}
