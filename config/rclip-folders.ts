/** Where rclip keeps its index and its model. */

import { join, resolve } from 'node:path';
import { homeFolder } from '../src/base/home-folder.ts';

const IN_HOME: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['Library/Application Support/rclip'],
  win32: ['AppData/Roaming/rclip'],
};
/** The second one is that of the snap package, which has a home folder of its own. */
const IN_HOME_ELSEWHERE = ['.local/share/rclip', 'snap/rclip/current/.local/share/rclip'];

/** List the folders in which rclip may keep its data, the likeliest first. With RCLIP_DATADIR there is only that one. */
export function rclipFolders({ RCLIP_DATADIR: named }: NodeJS.ProcessEnv): string[] {
  if (named) return [resolve(named)];
  const home = homeFolder();
  return home === undefined ? [] : (IN_HOME[process.platform] ?? IN_HOME_ELSEWHERE).map((path) => join(home, path));
}
