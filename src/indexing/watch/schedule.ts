/**
 * Calls a function on a cron schedule, whatever the system's clock does. When the clock jumps ahead or the machine was
 * suspended, several runs may be due at once: they become one. When it is set back, the next run counts from then on.
 */

import { Cron } from 'croner';

/** The longest time that a jump of the clock stays unnoticed. */
const LOOK_EVERY_MS = 30_000;

export interface Schedule {
  /** Return the time of the next run, in milliseconds since 1970; null if there is none. */
  nextRun(): number | null;
  stop(): void;
}

/** Start calling `run`. Does not keep the process alive. @param expression a valid cron expression, in local time. */
export function startSchedule(expression: string, run: () => void): Schedule {
  const times = dueTimes(expression, Date.now());
  let timer: NodeJS.Timeout;
  const wait = () => {
    const untilNext = (times.next ?? Number.POSITIVE_INFINITY) - Date.now();
    timer = setTimeout(look, Math.min(untilNext, LOOK_EVERY_MS)).unref();
  };
  const look = () => {
    if (times.isDue(Date.now())) run();
    wait();
  };
  wait();
  return { nextRun: () => times.after(Date.now()), stop: () => clearTimeout(timer) };
}

/**
 * Decide when runs are due.
 * @param start milliseconds since 1970, as all times here.
 * @internal
 */
export function dueTimes(expression: string, start: number) {
  const cron = new Cron(expression);
  const after = (now: number) => cron.nextRun(new Date(now))?.getTime() ?? null;
  let next = after(start);
  return {
    get next(): number | null {
      return next;
    },
    after,
    isDue(now: number): boolean {
      const isDue = next !== null && now >= next;
      // Also when none is due: after the clock was set back, an earlier run is the next.
      next = after(now);
      return isDue;
    },
  };
}
