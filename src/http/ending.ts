/** Ends a server. */

/** Resolve at the first SIGINT or SIGTERM. A second Ctrl-C has its default effect. */
export function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
