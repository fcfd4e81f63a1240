/** Ends the server, independent of its transport. */

import type { Library } from '../library.ts';

/** Maximum time from the end of the conversation to the end of the process. */
const END_WITHIN_MS = 800;

/** Resolve at the first SIGINT or SIGTERM. A second Ctrl-C has its default effect. */
export function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Close the shared library. The process ends within a second, even if work is in progress. */
export async function endWith(library: Library): Promise<void> {
  // A batch in the indexing child process may take longer: the child finishes it and then ends without its parent.
  setTimeout(() => process.exit(), END_WITHIN_MS).unref();
  // Waits for the query thread: ending the process during an inference would abort it.
  await library.close();
}
