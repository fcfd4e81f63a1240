/** The part of the fake Discord for setup: registering commands, inviting, checking. */

import { APPLICATION_ID } from './payloads.ts';
import { Refusal } from './posted-messages.ts';

export interface Registered {
  readonly name: string;
  readonly type?: number;
  readonly description?: string;
  readonly options?: readonly { readonly name: string; readonly description: string; readonly required?: boolean }[];
  readonly contexts?: readonly number[];
}

interface Options {
  readonly guildIds: readonly string[];
  readonly newId: () => string;
  readonly onProblem: (problem: string) => void;
}

export function readRegistrations({ guildIds, newId, onProblem }: Options) {
  /** Commands by the server that they were registered in, or "global". */
  const registered = new Map<string, readonly Registered[]>();
  const settings = {
    /** Of the application: the address to which Discord sends commands instead of the gateway. */
    endpoint: null as string | null,
    /** Of the bot, in every server. */
    permissions: '35840',
    roles: [] as string[],
    channels: [] as string[],
  };

  function register(place: string, commands: readonly Registered[]): unknown {
    const names = commands.map(({ type = 1, name }) => `${type} ${name}`);
    const areRight = commands.every((command) => isRight(command)) && new Set(names).size === names.length;
    if (!areRight) {
      onProblem(`bad commands ${names}`);
      throw new Refusal(400, 50035, 'Invalid Form Body');
    }
    registered.set(place, commands);
    return commands.map((command) => ({ ...command, id: newId(), application_id: APPLICATION_ID }));
  }

  function route(called: string, [first, second, third]: readonly string[], body: Buffer): unknown {
    const guildId = first === 'guilds' ? second! : third === 'guilds' ? called.split('/')[4]! : undefined;
    if (guildId !== undefined && !guildIds.includes(guildId)) throw new Refusal(403, 50001, 'Missing Access');
    const place = guildId ?? 'global';
    if (/^PUT v10\/applications\/\d+\/(guilds\/\d+\/)?commands$/.test(called)) {
      return register(place, JSON.parse(body.toString()));
    }
    if (/^GET v10\/applications\/\d+\/(guilds\/\d+\/)?commands$/.test(called)) return registered.get(place) ?? [];
    if (/^GET v10\/guilds\/\d+\/roles$/.test(called)) return settings.roles.map((id) => ({ id }));
    if (/^GET v10\/guilds\/\d+\/channels$/.test(called)) return settings.channels.map((id) => ({ id }));
    if (called === 'GET v10/users/@me/guilds') {
      return guildIds.map((id) => ({ id, name: 'A server', permissions: settings.permissions }));
    }
    if (called === 'GET v10/applications/@me' || called === 'GET v10/oauth2/applications/@me') {
      const interactions_endpoint_url = settings.endpoint;
      return { id: APPLICATION_ID, name: 'picsift', description: '', flags: 0, interactions_endpoint_url };
    }
    return undefined;
  }

  return { registered, settings, route };
}

function isRight({ type = 1, name, description = '', options = [] }: Registered): boolean {
  if (type !== 1) return name.length > 0 && name.length <= 32 && description === '';
  const rightName = (text: string) => /^[-_\p{L}\p{N}]{1,32}$/u.test(text) && text === text.toLowerCase();
  const rightText = (text: string) => text.length > 0 && text.length <= 100;
  const lastRequired = options.map(({ required = false }) => required).lastIndexOf(true);
  return (
    rightName(name) &&
    rightText(description) &&
    options.length <= 25 &&
    options.every((option) => rightName(option.name) && rightText(option.description)) &&
    // Required options must be first.
    options.slice(0, Math.max(0, lastRequired)).every(({ required }) => required)
  );
}
