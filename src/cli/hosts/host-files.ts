/** Recognises the files of hosts. Pure. */

import { HOSTS, type Host, type Place, pathsOf } from './hosts.ts';

/** A program that is not in the table. Most read the same form as Claude Desktop. */
const ANOTHER_PROGRAM: Host = {
  title: 'your program',
  file: () => '',
  names: [],
  syntax: { comments: false, trailingCommas: false },
  key: 'mcpServers',
  environment: 'few',
  references: 'env:',
  startsIn: 'home',
  addressKeys: ['url', 'serverUrl', 'httpUrl'],
  reload: 'Start your program again.',
};

/**
 * Find the host whose file this is, by its name, or else by its content.
 * @param content undefined: not known.
 */
export function hostOf(file: string, content: unknown): Host {
  const path = file.replaceAll('\\', '/').toLowerCase();
  const byName = Object.values<Host>(HOSTS).find(({ names }) =>
    names.some((name) => path.endsWith((name.startsWith('.') ? name : `/${name}`).toLowerCase())),
  );
  if (byName !== undefined) return byName;
  const keys = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  const others = [HOSTS.vscode, HOSTS.zed];
  return others.find(({ key }) => keys.includes(key)) ?? ANOTHER_PROGRAM;
}

/** Return the folder of the project that a file belongs to, or undefined for a file of the user. */
export function projectOf(file: string, host: Host, place: Place): string | undefined {
  const [name = ''] = host.names;
  const { dirname, resolve } = pathsOf(place);
  const isInProject = name.startsWith('.') && file.replaceAll('\\', '/').endsWith(`/${name}`);
  if (!isInProject || file === host.file(place)) return undefined;
  return name.split('/').reduce((path) => dirname(path), resolve(file));
}

/** List the hosts' files in a project: those that lie in its folder. */
export function projectFiles(place: Place): string[] {
  const { join } = pathsOf(place);
  const names = Object.values<Host>(HOSTS).flatMap(({ names: [name] }) => (name?.startsWith('.') ? [name] : []));
  return names.map((name) => join(place.folder, name));
}
