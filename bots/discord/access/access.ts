/** Who may see what. Pure, and denying by default. */

/** @internal */
export type FoldersById = Readonly<Record<string, readonly string[]>>;

/** What the configuration says of one server. Folders are named as the user named them. */
export interface GuildRules {
  /** For everybody in the server. */
  readonly folders: readonly string[];
  readonly channels: FoldersById;
  readonly roles: FoldersById;
  readonly users: FoldersById;
  readonly visibility: 'private' | 'channel';
  /** Seconds between two commands of a person. */
  readonly cooldown: number;
  readonly reindex: { readonly roles: readonly string[]; readonly users: readonly string[] };
  readonly show: readonly Shown[];
}

/** What an answer may say of a photo. */
type Shown = 'path' | 'date' | 'score' | 'id';

export interface AccessRules {
  /** By the server's id. */
  readonly guilds: Readonly<Record<string, GuildRules>>;
  /** By the person's id. */
  readonly directMessages: FoldersById;
}

/** Who asks, and where. Told by Discord with every interaction. */
export interface Caller {
  readonly userId: string;
  /** Null outside servers. */
  readonly guildId: string | null;
  /** The channel; for a thread also the channel that it belongs to. */
  readonly channelIds: readonly string[];
  /** In that server. */
  readonly roleIds: readonly string[];
  /** A conversation of that person with the bot, and of nobody else. */
  readonly isAlone: boolean;
}

export interface Access {
  /** Folders that the caller may search. */
  readonly folders: readonly string[];
  /** Those of them that everybody who can read the channel may search too. */
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

/** What the caller may do, there and now. Grants add up: whatever is not granted is denied. */
export function accessOf({ guilds, directMessages }: AccessRules, caller: Caller): Access {
  const { userId, guildId, channelIds } = caller;
  if (guildId === null) {
    const folders = caller.isAlone ? own(directMessages, userId) : [];
    return { ...NONE, folders, audience: folders };
  }
  if (!Object.hasOwn(guilds, guildId)) return NONE;
  const { folders, channels, roles, users, reindex, ...rest } = guilds[guildId]!;
  // The role that everybody has bears the server's id.
  const ofAll = [...folders, ...channelIds.flatMap((id) => own(channels, id)), ...own(roles, guildId)];
  const ofCaller = [...caller.roleIds.flatMap((id) => own(roles, id)), ...own(users, userId)];
  return {
    ...rest,
    folders: [...new Set([...ofAll, ...ofCaller])],
    audience: [...new Set(ofAll)],
    mayReindex: reindex.users.includes(userId) || caller.roleIds.some((id) => reindex.roles.includes(id)),
  };
}

/** What to say to the person who runs the bot where nobody was given a folder. */
export const NO_FOLDER =
  'There is no folder to search. Name servers and their folders in config.json, under discord.guilds.';

/** Every folder that somebody was given. */
export function allFolders({ guilds, directMessages }: AccessRules): string[] {
  const maps = Object.values(guilds).flatMap(({ channels, roles, users }) => [channels, roles, users]);
  const named = [...maps, directMessages].flatMap((map) => Object.values(map).flat());
  return [...new Set([...Object.values(guilds).flatMap(({ folders }) => folders), ...named])];
}

/** Own keys only: "constructor" is nobody's id. */
function own(map: FoldersById, id: string): readonly string[] {
  return Object.hasOwn(map, id) ? map[id]! : [];
}
