/** Who may see what. Pure, and denying by default. */

/** The configured servers by their id, and the folders whose photos their people may find. */
export type Guilds = Readonly<Record<string, { readonly folders: readonly string[] }>>;

/** @returns the folders granted there; none for a direct message (null) and for a server that is not listed. */
export function grantedFolders(guilds: Guilds, guildId: string | null): readonly string[] {
  // Own keys only: "constructor" is not a server.
  return guildId !== null && Object.hasOwn(guilds, guildId) ? guilds[guildId]!.folders : [];
}
