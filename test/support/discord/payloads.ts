/** Payloads from Discord, with the fields that discord.js needs. */

export const APPLICATION_ID = '100000000000000001';
export const ADA = '400000000000000001';
export const CHANNEL = '300000000000000001';
const BOT = { id: APPLICATION_ID, username: 'picsift', discriminator: '0', avatar: null, bot: true };

/** The person who asks, and the place. */
export interface Place {
  /** Null in a direct message. */
  readonly guildId: string | null;
  readonly userId?: string;
  readonly roleIds?: readonly string[];
  readonly channelId?: string;
  /** For a thread: the channel that it belongs to. */
  readonly parentId?: string;
  /** True: a group of friends outside servers. */
  readonly isGroup?: boolean;
  readonly attachmentSizeLimit?: number;
}

/** A posted file, as it appears in interactions. */
export interface AttachmentPayload {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly url: string;
  readonly proxy_url: string;
  readonly content_type?: string;
}

type OptionValue = string | number | boolean | AttachmentPayload;

/** The command, button or suggestion that the person uses. */
export type Doing =
  | { readonly name: string; readonly options?: Readonly<Record<string, OptionValue>> }
  | { readonly name: string; readonly options: Readonly<Record<string, OptionValue>>; readonly focused: string }
  | { readonly name: string; readonly target: readonly AttachmentPayload[] }
  | { readonly button: string; readonly message: { readonly id: string; readonly flags: number } };

export function readyPayload(guildIds: readonly string[], gatewayUrl: string, sessionId: string) {
  return {
    v: 10,
    user: BOT,
    guilds: guildIds.map((id) => ({ id, unavailable: true })),
    session_id: sessionId,
    resume_gateway_url: gatewayUrl,
    application: { id: APPLICATION_ID, flags: 0 },
  };
}

export function messagePayload(id: string, content: string, flags: number, attachments: readonly unknown[] = []) {
  const lists = { attachments, embeds: [], mentions: [], mention_roles: [], components: [] };
  const times = { timestamp: new Date().toISOString(), edited_timestamp: null };
  return { id, channel_id: CHANNEL, type: 20, content, flags, author: BOT, ...lists, ...times };
}

function userPayload(id: string) {
  return { id, username: `user-${id}`, discriminator: '0', avatar: null, global_name: null };
}

export function interactionPayload(id: string, token: string, asked: Place & Doing) {
  const { guildId, userId = ADA, roleIds = [], channelId = CHANNEL, parentId, isGroup = false } = asked;
  const user = userPayload(userId);
  const times = { joined_at: new Date(0).toISOString(), premium_since: null, communication_disabled_until: null };
  const member = { user, roles: roleIds, permissions: '2147483648', deaf: false, mute: false, flags: 0, ...times };
  const channelType = guildId === null ? (isGroup ? 3 : 1) : parentId === undefined ? 0 : 11;
  return {
    id,
    token,
    application_id: APPLICATION_ID,
    version: 1,
    ...doingPayload(asked),
    ...(guildId === null ? { user } : { guild_id: guildId, guild: { id: guildId }, member }),
    channel_id: channelId,
    channel: {
      id: channelId,
      type: channelType,
      name: 'photos',
      permissions: '0',
      ...(parentId && { parent_id: parentId }),
    },
    locale: 'en-US',
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: {},
    context: guildId === null ? (isGroup ? 2 : 1) : 0,
    attachment_size_limit: asked.attachmentSizeLimit ?? 10 * 1024 * 1024,
  };
}

function doingPayload(doing: Doing) {
  if ('button' in doing) {
    const message = messagePayload(doing.message.id, '', doing.message.flags);
    return { type: 3, message, data: { custom_id: doing.button, component_type: 2 } };
  }
  const command = { id: '500000000000000001', name: doing.name };
  if ('target' in doing) {
    const message = messagePayload('700000000000000001', '', 0, doing.target);
    const resolved = { messages: { [message.id]: message } };
    return { type: 2, data: { ...command, type: 3, target_id: message.id, resolved } };
  }
  const attachments: Record<string, AttachmentPayload> = {};
  const options = Object.entries(doing.options ?? {}).map(([name, value]) => {
    if (typeof value === 'object') attachments[value.id] = value;
    const focused = 'focused' in doing && doing.focused === name ? { focused: true } : {};
    return { name, type: optionType(value), value: typeof value === 'object' ? value.id : value, ...focused };
  });
  return { type: 'focused' in doing ? 4 : 2, data: { ...command, type: 1, options, resolved: { attachments } } };
}

function optionType(value: OptionValue): number {
  if (typeof value === 'object') return 11;
  return { string: 3, number: 4, boolean: 5 }[typeof value as 'string' | 'number' | 'boolean'];
}

export function guildPayload(id: string) {
  const lists = { channels: [], members: [], roles: [], emojis: [], stickers: [], threads: [], features: [] };
  const states = { voice_states: [], presences: [], stage_instances: [], guild_scheduled_events: [] };
  const levels = { verification_level: 0, explicit_content_filter: 0, default_message_notifications: 0, mfa_level: 0 };
  return { id, name: 'A server', owner_id: ADA, member_count: 2, ...lists, ...states, ...levels };
}
