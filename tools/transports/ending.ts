/** Ends the server, independent of its transport. */

import type { Library } from '../library.ts';

/** How long an index run in progress may take to stop before the process leaves it alone. */
const RUNS_MS = 700;
/** How long the last output may take. */
const LAST_OUTPUT_MS = 100;

/** Close the shared library, then end the process: within a second, unless a query is being embedded for longer. */
export async function endWith(library: Library): Promise<void> {
  // Waits for the query thread: ending the process during an inference would abort it.
  await library.close({ runsMs: RUNS_MS });
  // The indexing child process may still finish a batch. It ends by itself when this process is gone.
  setTimeout(() => process.exit(), LAST_OUTPUT_MS).unref();
}
