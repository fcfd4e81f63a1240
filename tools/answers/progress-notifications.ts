/**
 * Sends the progress of a call as notifications, to clients that requested them. Clients that see none give up after a
 * while, so each call sends some, also while a tool has none to tell.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress
 */

import type { ServerContext } from '@modelcontextprotocol/server';

/** Limits the notifications of fast work. */
const AT_MOST_EVERY_MS = 200;
/** After this silence the client gets a sign of life. */
const AT_LEAST_EVERY_MS = 2_000;
/** What a sign of life adds to the progress, because each value must be larger than the one before. */
const SIGN_OF_LIFE = 0.001;

export interface ProgressStep {
  /** In the tool's own unit. */
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

export interface Progress {
  /** Report what is done. A step that is not ahead of the one before is left out. */
  report(step: ProgressStep): void;
  /** Send no more. */
  end(): void;
}

const SILENT: Progress = { report() {}, end() {} };

/** Start to report the progress of a call. @param message says what is done until the tool says more. */
export function startProgress({ mcpReq }: Pick<ServerContext, 'mcpReq'>, message: string): Progress {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return SILENT;
  let last: ProgressStep = { progress: 0, message };
  let lastSent = performance.now() - AT_MOST_EVERY_MS;

  function send(step: ProgressStep): void {
    last = step;
    lastSent = performance.now();
    // Ignore errors: the client has disconnected.
    mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...step } }).catch(() => {});
  }

  const timer = setInterval(() => {
    const progress = last.progress + SIGN_OF_LIFE;
    const isComplete = last.total !== undefined && progress >= last.total;
    if (performance.now() - lastSent >= AT_LEAST_EVERY_MS && !isComplete) send({ ...last, progress });
  }, AT_LEAST_EVERY_MS / 4).unref();

  return {
    report(step) {
      const isSoon = performance.now() - lastSent < AT_MOST_EVERY_MS;
      if (step.progress > last.progress && (!isSoon || step.progress === step.total)) send(step);
    },
    end: () => clearInterval(timer),
  };
}
