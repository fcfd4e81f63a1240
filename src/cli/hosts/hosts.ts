/**
 * The programs that start picsift for an assistant ("hosts" in MCP): where each keeps its list of servers, in which
 * form, and how it starts them. `picsift mcp check`, `picsift mcp config` and the test of docs/mcp.md use this table.
 */

import { posix, win32 } from 'node:path';

/** What decides where the files are. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The current folder: the project, for hosts that work in one. */
  readonly folder: string;
  readonly variables: NodeJS.ProcessEnv;
}

interface JsonSyntax {
  readonly comments: boolean;
  readonly trailingCommas: boolean;
}
const STRICT: JsonSyntax = { comments: false, trailingCommas: false };
const WITH_COMMENTS: JsonSyntax = { comments: true, trailingCommas: false };
const RELAXED: JsonSyntax = { comments: true, trailingCommas: true };

export interface Host {
  readonly title: string;
  /** The file with the servers of this user. */
  file(place: Place): string;
  /** Ends of the paths by which a file of this host is recognised, with slashes. The first is its file in a project. */
  readonly names: readonly string[];
  readonly syntax: JsonSyntax | 'toml';
  /** Name of the object with the servers. */
  readonly key: string;
  /** True if the file also has servers for single projects: `projects.FOLDER.KEY`. */
  readonly hasProjects?: boolean;
  /** What a new entry has besides `command` and `args`. */
  readonly extra?: Readonly<Record<string, string>>;
  /**
   * What a server gets of the host's environment. `few`: the variables that the official SDK passes on; `desktop`: the
   * same, with the PATH of a program that was not started by a shell; `all`: those of the shell.
   */
  readonly environment: 'few' | 'desktop' | 'all';
  /** How values refer to variables: `${env:NAME}`, `${NAME}`, `$NAME`; none: such text stays as it is. */
  readonly references?: 'env:' | 'braces' | 'dollar';
  /** True if `~` at the beginning of the command and of arguments means the home folder. */
  readonly expandsHome?: boolean;
  /** True if a PATH in the entry is added to the one that there is. */
  readonly addsToPath?: boolean;
  /** True if it starts scripts of the Windows command line (.cmd), as npm installs them. */
  readonly startsScripts?: boolean;
  /** True if the entry may say in which folder the server starts. */
  readonly readsCwd?: boolean;
  /** The folder in which a server starts otherwise. */
  readonly startsIn: 'root' | 'home' | 'project';
  /** Names of the field with the address of a server that is running already; empty: the host only starts servers. */
  readonly addressKeys: readonly string[];
  /** What a person does after a change of the file. */
  readonly reload: string;
}

/**
 * Sources, each read in 2026:
 * - Claude Desktop: https://modelcontextprotocol.io/docs/develop/connect-local-servers (places), and its legacy page
 *   "Debugging" (few variables; the folder may be "/"). It looks for programs in the folders of nvm, then in those of
 *   DESKTOP_FOLDERS: https://github.com/modelcontextprotocol/mcpb/issues/130. Linux has unofficial builds only.
 * - Claude Code: https://code.claude.com/docs/en/mcp (scopes, `${NAME:-default}`, `"type": "http"`).
 * - Cursor: https://cursor.com/docs/context/mcp (places, `${env:NAME}`).
 * - VS Code: https://code.visualstudio.com/docs/copilot/reference/mcp-configuration (form), and how it starts servers:
 *   src/vs/workbench/api/node/extHostMcpNode.ts in microsoft/vscode.
 * - Gemini CLI: docs/tools/mcp-server.md in google-gemini/gemini-cli (`httpUrl`; `url` is for the older SSE).
 * - Codex: https://developers.openai.com/codex/mcp, and codex-rs/rmcp-client/src/utils.rs in openai/codex (variables).
 * - Windsurf: https://docs.windsurf.com/windsurf/cascade/mcp (place, `serverUrl` or `url`, `${env:NAME}`).
 * - Zed: https://zed.dev/docs/ai/mcp, and crates/context_server/src/transport/stdio_transport.rs (the whole environment).
 */
export const HOSTS = {
  claude: {
    title: 'Claude Desktop',
    file: (place) => inAppData(place, 'Claude', 'claude_desktop_config.json'),
    names: ['claude_desktop_config.json'],
    syntax: STRICT,
    key: 'mcpServers',
    environment: 'desktop',
    startsIn: 'root',
    addressKeys: [],
    reload: 'Quit Claude Desktop completely (closing its window is not enough) and start it again.',
  },
  'claude-code': {
    title: 'Claude Code',
    file: (place) => inFolder(place, place.variables.CLAUDE_CONFIG_DIR || place.home, '.claude.json'),
    names: ['.mcp.json', '.claude.json'],
    syntax: STRICT,
    key: 'mcpServers',
    hasProjects: true,
    extra: { type: 'stdio' },
    environment: 'all',
    references: 'braces',
    startsIn: 'project',
    addressKeys: ['url'],
    reload: 'Leave Claude Code and start it again; /mcp in it lists the servers.',
  },
  cursor: {
    title: 'Cursor',
    file: (place) => inFolder(place, place.home, '.cursor', 'mcp.json'),
    names: ['.cursor/mcp.json'],
    syntax: RELAXED,
    key: 'mcpServers',
    environment: 'few',
    references: 'env:',
    startsIn: 'project',
    addressKeys: ['url'],
    reload: 'In Cursor, open Settings, Tools & MCP, and switch the server on.',
  },
  vscode: {
    title: 'VS Code',
    file: (place) => inAppData(place, 'Code', 'User', 'mcp.json'),
    names: ['.vscode/mcp.json', 'User/mcp.json'],
    syntax: RELAXED,
    key: 'servers',
    extra: { type: 'stdio' },
    environment: 'all',
    references: 'env:',
    expandsHome: true,
    addsToPath: true,
    startsScripts: true,
    readsCwd: true,
    startsIn: 'home',
    addressKeys: ['url'],
    reload: 'In VS Code, run the command "MCP: List Servers" and start the server.',
  },
  gemini: {
    title: 'Gemini CLI',
    file: (place) => inFolder(place, place.home, '.gemini', 'settings.json'),
    names: ['.gemini/settings.json'],
    syntax: WITH_COMMENTS,
    key: 'mcpServers',
    environment: 'all',
    references: 'dollar',
    readsCwd: true,
    startsIn: 'project',
    addressKeys: ['httpUrl'],
    reload: 'Leave Gemini CLI and start it again; /mcp in it lists the servers.',
  },
  codex: {
    title: 'Codex',
    file: (place) =>
      inFolder(place, place.variables.CODEX_HOME || inFolder(place, place.home, '.codex'), 'config.toml'),
    names: ['.codex/config.toml', '.toml'],
    syntax: 'toml',
    key: 'mcp_servers',
    environment: 'few',
    readsCwd: true,
    startsIn: 'project',
    addressKeys: ['url'],
    reload: 'Leave Codex and start it again; /mcp in it lists the servers.',
  },
  windsurf: {
    title: 'Windsurf',
    file: (place) => inFolder(place, place.home, '.codeium', 'windsurf', 'mcp_config.json'),
    names: ['mcp_config.json'],
    syntax: STRICT,
    key: 'mcpServers',
    environment: 'few',
    references: 'env:',
    startsIn: 'home',
    addressKeys: ['serverUrl', 'url'],
    reload: "In Windsurf, press the refresh button of Cascade's MCP servers.",
  },
  zed: {
    title: 'Zed',
    file: (place) =>
      place.platform === 'win32'
        ? inAppData(place, 'Zed', 'settings.json')
        : inFolder(place, configHome(place), 'zed', 'settings.json'),
    names: ['.zed/settings.json', 'zed/settings.json'],
    syntax: RELAXED,
    key: 'context_servers',
    environment: 'all',
    startsIn: 'project',
    addressKeys: ['url'],
    reload: 'Zed starts it at once; its agent panel lists the servers.',
  },
} as const satisfies Record<string, Host>;

export type HostName = keyof typeof HOSTS;
export const HOST_NAMES = Object.keys(HOSTS) as HostName[];

export function pathsOf({ platform }: Pick<Place, 'platform'>): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function inFolder(place: Place, ...names: string[]): string {
  return pathsOf(place).join(...names);
}

function configHome(place: Place): string {
  const named = place.platform === 'linux' ? place.variables.XDG_CONFIG_HOME : undefined;
  return named || inFolder(place, place.home, '.config');
}

/** Return a file in the folder that the system has for settings of programs. */
function inAppData(place: Place, ...names: string[]): string {
  switch (place.platform) {
    case 'darwin':
      return inFolder(place, place.home, 'Library', 'Application Support', ...names);
    case 'win32':
      return inFolder(place, place.variables.APPDATA || inFolder(place, place.home, 'AppData', 'Roaming'), ...names);
    default:
      return inFolder(place, configHome(place), ...names);
  }
}
