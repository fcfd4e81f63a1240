/** How the server ends, whatever carries its messages. */

import type { Library } from '../library.ts';

/** From the end of the conversation to the end of the process, at most. */
const END_WITHIN_MS = 800;

/** Resolves when the system asks the process to end. Once: a second Ctrl-C has the system's own effect. */
export function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Close what all connections share. The process ends within a second, whatever is under way. */
export async function endWith(library: Library): Promise<void> {
  // A batch in the indexing child may take longer: the child finishes it and ends by itself, since its parent is gone.
  setTimeout(() => process.exit(), END_WITHIN_MS).unref();
  // Waits for the query thread: ending the process in the middle of an inference would abort it.
  await library.close();
}
