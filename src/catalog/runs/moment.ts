/**
 * The clocks of this process, and where they count. Processes compare times by a clock that no one sets: the wall clock
 * jumps when a person or the network sets it, and a process that was suspended finds it hours later.
 */

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Moment {
  /** Names the steady clock: all processes with the same name share it. */
  readonly boot: string;
  /** Milliseconds since the system was started, without those in which it was suspended. */
  readonly steadyMs: number;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** Where process ids are valid: the same id in another container is another process. */
  readonly host: string;
}

let fixed: { readonly boot: string | undefined; readonly ids: string } | undefined;

/** Read the clocks. */
export function thisMoment(): Moment {
  fixed ??= { boot: attempt(bootId), ids: attempt(processIds) ?? '' };
  return {
    // Other systems than Linux do not name the start. A clock that began anew differs from a stored time by more than
    // a lease lasts, or agrees with it for a few seconds only.
    boot: fixed.boot ?? hostname(),
    steadyMs: Number(process.hrtime.bigint() / 1_000_000n),
    wallMs: Date.now(),
    host: hostname() + fixed.ids,
  };
}

/** Changes with every start of the system. Containers share it with their machine, and its clock too. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Name the set of process ids that this process sees: a container has its own, even under its machine's name. */
function processIds(): string {
  return ` ${readlinkSync('/proc/self/ns/pid')}`;
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
