/** Finds the file of a command, as the system does when a program starts it. */

import { accessSync, constants, statSync } from 'node:fs';
import { type Place, pathsOf } from './hosts.ts';

export type FoundProgram =
  | { readonly file: string; readonly isExecutable: boolean }
  /** There is none. */
  | undefined;

/**
 * @param folder in which the command starts: a relative path in the command is below it.
 * @param environment its variable PATH says where commands without a folder are.
 */
export function findProgram(
  command: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
  place: Pick<Place, 'platform'>,
): FoundProgram {
  const { delimiter, resolve } = pathsOf(place);
  const isWindows = place.platform === 'win32';
  const path =
    Object.entries(environment).find(([name]) => (isWindows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? '';
  const folders = /[\\/]/.test(command) ? [folder] : path.split(delimiter).filter((each) => each !== '');
  const endings = isWindows && !/\.\w+$/.test(command) ? ['.exe', '.com', '.cmd', '.bat'] : [''];
  const candidates = folders.flatMap((each) => endings.map((ending) => resolve(folder, each, command + ending)));
  const files = candidates.filter(isFile);
  const file = files.find((each) => isWindows || isExecutable(each)) ?? files[0];
  return file === undefined ? undefined : { file, isExecutable: isWindows || isExecutable(file) };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
