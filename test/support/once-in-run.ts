/** Things that are made once in a test run, by the test that needs them first, and then copied by every test. */

import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder that the tests of one run share: see set-up.ts. */
    sharedFolder: string;
  }
}

/**
 * Return the folder of this name that all tests of the run share. Do not change it: copy what it holds.
 * @param make fills the folder, if no other test has done so.
 */
export async function onceInRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const made = join(inject('sharedFolder'), name);
  if (existsSync(made)) return made;
  const draft = mkdtempSync(`${made}-`);
  await make(draft);
  try {
    renameSync(draft, made);
  } catch {
    // Another test has made it first.
    rmSync(draft, { recursive: true });
  }
  return made;
}
