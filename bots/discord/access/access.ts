/** Decides who may see which folders. Pure functions; access is denied unless it is granted. */

/** @internal */
export type FoldersById = Readonly<Record<string, readonly string[]>>;

/** The configuration of one server. Folders are spelled as in the configuration. */
export interface GuildRules {
  /** For everybody in the server. */
  readonly folders: readonly string[];
  readonly channels: FoldersById;
  readonly roles: FoldersById;
  readonly users: FoldersById;
  readonly visibility: 'private' | 'channel';
  /** Seconds that a person waits between two commands. */
  readonly cooldown: number;
  readonly reindex: { readonly roles: readonly string[]; readonly users: readonly string[] };
  readonly show: readonly Shown[];
}

/** Facts that an answer may state about a photo. */
type Shown = 'path' | 'date' | 'title' | 'people' | 'score' | 'id';

export interface AccessRules {
  /** By the server's id. */
  readonly guilds: Readonly<Record<string, GuildRules>>;
  /** By the person's id. */
  readonly directMessages: FoldersById;
}

/** The person who asks, and the place. Discord sends both with every interaction. */
export interface Caller {
  readonly userId: string;
  /** Null outside servers. */
  readonly guildId: string | null;
  /** Id of the channel. For a thread: its own id, then the id of its channel. */
  readonly channelIds: readonly string[];
  /** The person's roles in that server. */
  readonly roleIds: readonly string[];
  /** True in a direct conversation between this person and the bot. */
  readonly isAlone: boolean;
}

export interface Access {
  /** Folders that the caller may search. */
  readonly folders: readonly string[];
  /** The folders that everybody who can read the channel may search. */
  readonly audience: readonly string[];
  readonly visibility: GuildRules['visibility'];
  readonly cooldown: number;
  readonly mayReindex: boolean;
  readonly show: readonly Shown[];
}

const NONE: Access = {
  folders: [],
  audience: [],
  visibility: 'private',
  cooldown: 0,
  mayReindex: false,
  show: [],
};

/** Return what the caller may do in this place. All grants that apply are combined. */
export function accessOf({ guilds, directMessages }: AccessRules, caller: Caller): Access {
  const { userId, guildId, channelIds } = caller;
  if (guildId === null) {
    const folders = caller.isAlone ? own(directMessages, userId) : [];
    return { ...NONE, folders, audience: folders };
  }
  if (!Object.hasOwn(guilds, guildId)) return NONE;
  const { folders, channels, roles, users, reindex, ...rest } = guilds[guildId]!;
  // The id of the role @everyone equals the server's id.
  const ofAll = [...folders, ...channelIds.flatMap((id) => own(channels, id)), ...own(roles, guildId)];
  const ofCaller = [...caller.roleIds.flatMap((id) => own(roles, id)), ...own(users, userId)];
  return {
    ...rest,
    folders: [...new Set([...ofAll, ...ofCaller])],
    audience: [...new Set(ofAll)],
    mayReindex: reindex.users.includes(userId) || caller.roleIds.some((id) => reindex.roles.includes(id)),
  };
}

/** Message to the person who runs the bot when no folder is granted to anybody. */
export const NO_FOLDER =
  'There is no folder to search. Name servers and their folders in config.json, under discord.guilds.';

/** List every folder that is granted to somebody. */
export function allFolders({ guilds, directMessages }: AccessRules): string[] {
  const maps = Object.values(guilds).flatMap(({ channels, roles, users }) => [channels, roles, users]);
  const named = [...maps, directMessages].flatMap((map) => Object.values(map).flat());
  return [...new Set([...Object.values(guilds).flatMap(({ folders }) => folders), ...named])];
}

/** Read own keys only: "constructor" is inherited by every object. */
function own(map: FoldersById, id: string): readonly string[] {
  return Object.hasOwn(map, id) ? map[id]! : [];
}
