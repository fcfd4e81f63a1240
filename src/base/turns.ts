/** Lets a long computation stop now and then, so that its process can read messages, answer others and be told to stop. */

import { setImmediate } from 'node:timers/promises';

/** Long enough that stopping costs nothing, and too short for a person to notice. */
const TURN_MS = 20;

export interface WorkOptions<Step = never> {
  /** Ends the work early: it throws what the signal was aborted with. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((step: Step) => void) | undefined;
}

export interface Turns {
  /** True when others should get a turn: `if (turns.isOver()) await turns.next()`. */
  isOver(): boolean;
  /** Let others work first. @throws what the signal was aborted with. */
  next(): Promise<void>;
}

export function takeTurns(signal?: AbortSignal): Turns {
  let startedAt = performance.now();
  return {
    isOver: () => performance.now() - startedAt > TURN_MS,
    async next() {
      await setImmediate();
      signal?.throwIfAborted();
      startedAt = performance.now();
    },
  };
}
