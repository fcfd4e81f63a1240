/** Reads the entry of a server: what the host starts, or which address it connects to. Pure. */

import { quoted } from '../../base/safe-text.ts';
import { isFields, wrongShape } from './find-servers.ts';
import { type Host, type Place, pathsOf } from './hosts.ts';
import type { Problem } from './problem.ts';
import { UnknownReference, withReferences } from './references.ts';

export interface ProcessLaunch {
  readonly kind: 'process';
  readonly command: string;
  readonly args: readonly string[];
  /** The folder in which it starts. Absolute. */
  readonly cwd: string;
  /** True if relative paths in the entry mean what they say: the entry or its project names the folder. */
  readonly hasFolder: boolean;
  /** Variables that the entry sets; null removes one. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Variables that the entry asks the host to pass on. */
  readonly passedOn: readonly string[];
  /** A file with more variables, or undefined. */
  readonly envFile: string | undefined;
}

export interface HttpLaunch {
  readonly kind: 'http';
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** True if the host asks a person for the token, and the headers have that of this computer instead. */
  readonly hasOwnToken: boolean;
}

export type Launch = ProcessLaunch | HttpLaunch;

export interface Setting {
  readonly host: Host;
  readonly place: Place;
  /** The project of the file or of the entry; undefined: the entry is for all projects. */
  readonly project: string | undefined;
  /** That of a server on this computer; undefined: not known. */
  readonly ownToken?: string | undefined;
}

/** The command of an entry as it is written, even if the rest of the entry is wrong; undefined: it has none. */
export function writtenCommand(
  value: unknown,
): { readonly command: string; readonly args: readonly string[] } | undefined {
  if (!isFields(value)) return undefined;
  // An older form of Zed's.
  const { command, args } = isFields(value.command) ? { ...value.command, command: value.command.path } : value;
  if (typeof command !== 'string') return undefined;
  // Arguments in one text are a mistake, but it is clear what is meant.
  const words = typeof args === 'string' ? args.trim().split(/\s+/) : args;
  return { command, args: Array.isArray(words) ? words.map(String) : [] };
}

/** The address of an entry as it is written, under whatever name; undefined: it has none. */
export function writtenAddress(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  return ['url', 'httpUrl', 'serverUrl'].map((name) => value[name]).find((each) => typeof each === 'string');
}

export function launchOf(value: unknown, setting: Setting): Launch | Problem {
  if (!isFields(value)) return wrongShape('The entry is not an object: text between { and }.', EXAMPLE);
  if (value.disabled === true || value.enabled === false) {
    const field = value.disabled === true ? '"disabled": true' : '"enabled": false';
    return {
      code: 'disabled',
      found: `The entry is switched off (${field}), so ${setting.host.title} does not start it.`,
      fix: `Remove ${field} from the entry.`,
    };
  }
  try {
    return writtenCommand(value) === undefined && writtenAddress(value) !== undefined
      ? httpLaunch(value, setting)
      : processLaunch(value, setting);
  } catch (error) {
    if (error instanceof UnknownReference) return error.problem;
    throw error;
  }
}

const EXAMPLE = 'For example: { "command": "...", "args": ["mcp", "/home/ada/Pictures"] }.';

type Fields = Readonly<Record<string, unknown>>;

function processLaunch(value: Fields, { host, place, project }: Setting): Launch | Problem {
  const fields: Fields = isFields(value.command) ? { ...value, ...value.command, command: value.command.path } : value;
  const { command, args = [], env, cwd, envFile, env_vars: passedOn } = fields;
  if (typeof command !== 'string' || command.trim() === '') {
    return wrongShape('The entry has no "command" (a text in double quotes).', EXAMPLE);
  }
  if (!isTexts(args)) {
    const found =
      '"args" is not a list of texts: each argument needs its own double quotes, and [ ] around all of them.';
    return wrongShape(found, 'For example: "args": ["mcp", "/home/ada/Pictures"].');
  }
  if (env !== undefined && env !== null && !isTextFields(env)) {
    const found = '"env" is not an object of texts: each value needs double quotes, numbers too.';
    return wrongShape(found, 'For example: "env": { "PICSIFT_MODEL": "pocket" }.');
  }
  const opened = project ?? place.folder;
  const filled = (text: string) => withReferences(text, host, place, opened);
  const read = (text: string) => (host.expandsHome ? withHome(filled(text), place) : filled(text));
  const { isAbsolute, resolve } = pathsOf(place);
  const named = host.readsCwd && typeof cwd === 'string' ? read(cwd) : undefined;
  const start = project ?? startOf(host, place);
  return {
    kind: 'process',
    command: read(command),
    args: args.map(read),
    cwd: named === undefined ? start : resolve(start, named),
    hasFolder: project !== undefined || (named !== undefined && isAbsolute(named)),
    env: Object.fromEntries(
      Object.entries(env ?? {}).map(([name, text]) => [name, text === null ? null : filled(text)]),
    ),
    passedOn: isTexts(passedOn) ? passedOn : [],
    envFile: typeof envFile === 'string' ? resolve(start, read(envFile)) : undefined,
  };
}

/** Replace `~` at the beginning of a path by the home folder. */
export function withHome(path: string, place: Place): string {
  return path === '~' || /^~[\\/]/.test(path) ? pathsOf(place).join(place.home, path.slice(1)) : path;
}

function startOf({ startsIn }: Host, place: Place): string {
  if (startsIn === 'root') return pathsOf(place).parse(place.home).root;
  return startsIn === 'home' ? place.home : place.folder;
}

function httpLaunch(value: Fields, { host, place, project, ownToken }: Setting): Launch | Problem {
  const { title, addressKeys } = host;
  const written = addressKeys.map((key) => value[key]).find((each) => typeof each === 'string');
  if (typeof written !== 'string') {
    const found =
      addressKeys.length === 0
        ? `${title} does not connect to an address in this file: it only starts servers itself.`
        : `${title} looks for the address of a server in "${addressKeys[0]}", but the entry has another name for it.`;
    const fix =
      addressKeys.length === 0
        ? 'Write the command that starts picsift instead.'
        : `Change the name before the address to "${addressKeys[0]}".`;
    return { code: 'address-unsupported', found, fix };
  }
  const filled = (text: string) => withReferences(text, host, place, project ?? place.folder);
  const text = filled(written);
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    return wrongShape('The address of the server is not a URL.', 'For example: "http://127.0.0.1:7331/mcp".');
  }
  if (host.hasProjects && value.type !== 'http') {
    return wrongShape(
      `${title} connects to an address only if the entry says "type": "http".`,
      'Add "type": "http" to the entry.',
    );
  }
  const headers = { ...asFields(value.headers), ...asFields(value.http_headers) };
  if (!isTextFields(headers)) return wrongShape('"headers" is not an object of texts.', HEADERS);
  // Never to another computer.
  const isHere = isThisComputer(address.href);
  const isAsked = (text: string) => isHere && ownToken !== undefined && /^Bearer \$\{input:[^}]*\}$/i.test(text);
  const texts = Object.entries(headers).map(([name, text]) => [name, text ?? ''] as const);
  return {
    kind: 'http',
    address,
    headers: {
      ...Object.fromEntries(texts.map(([name, text]) => [name, isAsked(text) ? `Bearer ${ownToken}` : filled(text)])),
      ...namedHeaders(value, place),
    },
    hasOwnToken: texts.some(([, text]) => isAsked(text)),
  };
}

/** Tell whether an address leads to a server on this computer. */
export function isThisComputer(address: string): boolean {
  return /^https?:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?=[:/])/i.test(address);
}

const HEADERS = 'For example: "headers": { "Authorization": "Bearer THE-TOKEN" }.';

/**
 * Codex names variables that have the values.
 * @throws UnknownReference
 */
function namedHeaders(value: Fields, { variables }: Place): Record<string, string> {
  const read = (name: string) => {
    const found = variables[name];
    if (found) return found;
    const text = `The entry takes a value from the variable ${quoted(name)}, which is not set here.`;
    throw new UnknownReference(text, `Set ${quoted(name)} where you start the program, and check from there.`);
  };
  const names = Object.entries(asFields(value.env_http_headers)).map(([header, name]) => [header, read(String(name))]);
  const token = value.bearer_token_env_var;
  const bearer = typeof token === 'string' ? { Authorization: `Bearer ${read(token)}` } : {};
  return { ...Object.fromEntries(names), ...bearer };
}

function asFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isTextFields(value: unknown): value is Readonly<Record<string, string | null>> {
  return isFields(value) && Object.values(value).every((each) => typeof each === 'string' || each === null);
}
