/** The variables that a host passes to a server. */

import { readdirSync, readFileSync } from 'node:fs';
import { parse as parseDotenv } from 'dotenv';
import { type Host, type Place, pathsOf } from './hosts.ts';
import type { ProcessLaunch } from './launch.ts';

/** What the official SDK passes on: DEFAULT_INHERITED_ENV_VARS in its client/stdio.js, repeated here to read it for any system. */
const FEW = {
  windows: [
    'APPDATA',
    'HOMEDRIVE',
    'HOMEPATH',
    'LOCALAPPDATA',
    'PATH',
    'PROCESSOR_ARCHITECTURE',
    'SYSTEMDRIVE',
    'SYSTEMROOT',
    'TEMP',
    'USERNAME',
    'USERPROFILE',
    'PROGRAMFILES',
  ],
  others: ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'],
};

/** Where Claude Desktop looks for programs after the folders of nvm: see the sources of HOSTS. */
const DESKTOP_FOLDERS = ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/**
 * Make the environment in which a host starts a server.
 * @throws the system's error if the file of variables cannot be read.
 */
export function environmentOf(host: Host, launch: ProcessLaunch, place: Place): Record<string, string> {
  const environment = inherited(host, place);
  const set = (name: string, value: string | null | undefined) => {
    if (value === null || value === undefined) delete environment[name];
    else environment[name] = value;
  };
  for (const name of launch.passedOn) if (place.variables[name] !== undefined) set(name, place.variables[name]);
  if (launch.envFile !== undefined) {
    for (const [name, value] of Object.entries(parseDotenv(readFileSync(launch.envFile)))) set(name, value);
  }
  for (const [name, value] of Object.entries(launch.env)) {
    const former = environment[name];
    const adds = host.addsToPath && name.toUpperCase() === 'PATH' && value !== null && former !== undefined;
    set(name, adds ? `${former}${pathsOf(place).delimiter}${value}` : value);
  }
  return environment;
}

/** List the variables of picsift that are set here, but which the host does not pass on. */
export function lostVariables(environment: Readonly<Record<string, string>>, { variables }: Place): string[] {
  return Object.keys(variables).filter(
    (name) => /^PICSIFT_(?!MCP_TOKEN)/.test(name) && environment[name] === undefined,
  );
}

function inherited({ environment }: Host, place: Place): Record<string, string> {
  const isWindows = place.platform === 'win32';
  const few = isWindows ? FEW.windows : FEW.others;
  const kept = Object.entries(place.variables).flatMap(([name, value]) =>
    value !== undefined && (environment === 'all' || few.includes(isWindows ? name.toUpperCase() : name))
      ? [[name, value] as const]
      : [],
  );
  const path = environment === 'desktop' && !isWindows ? { PATH: desktopPath(place) } : {};
  return { ...Object.fromEntries(kept), ...path };
}

function desktopPath(place: Place): string {
  const { join, delimiter } = pathsOf(place);
  const versions = join(place.home, '.nvm', 'versions', 'node');
  return [...names(versions).map((version) => join(versions, version, 'bin')), ...DESKTOP_FOLDERS].join(delimiter);
}

/** The names in a folder in the order of their letters, as Claude Desktop takes them: the oldest version is often first. */
function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
