/** Excluded folders, in every spelling and through every door: no photo, no name, no byte of them. */

import { it } from 'vitest';
import { ALL_SPELLINGS, excludedLibraries } from '../support/excluded-libraries.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';
import { DOORS } from '../support/promises/excluded-doors.ts';

it.runIf(CAN_SYMLINK).each(Object.entries(DOORS))('%s', async (_name, check) => {
  await check(await excludedLibraries(ALL_SPELLINGS));
});
