/** The place for this process. */

import { allVariables } from '../../../config/load.ts';
import { homeFolder } from '../../base/home-folder.ts';
import type { Place } from './hosts.ts';

export function placeHere(): Place {
  const folder = process.cwd();
  return { platform: process.platform, home: homeFolder() ?? folder, folder, variables: allVariables() };
}
