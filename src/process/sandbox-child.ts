/** The child process's side of a sandbox. */

import { inheritDebug } from '../base/debug.ts';
import { messageOf } from '../base/errors.ts';

export interface SandboxRequest<Request> {
  readonly id: number;
  readonly request: Request;
}

/** The parent's answer to a question of the handler. */
export interface SandboxAnswer {
  readonly id: number;
  readonly answer: boolean;
}

export type SandboxReply<Reply> =
  | { readonly id: number; readonly value: Reply }
  | { readonly id: number; readonly error: string };

/** A question that the parent must decide before the request can continue. */
export interface SandboxQuestion<Question> {
  readonly id: number;
  readonly question: Question;
}

/** Message of the child that a request starts or stops waiting for other requests. */
export interface SandboxPause {
  readonly id: number;
  readonly paused: boolean;
}

/** Controls the time limit of one request. */
export interface RequestClock {
  /** Stop the clock while the request waits for other requests. */
  pause(): void;
  /** Start the clock again, from zero. */
  restart(): void;
}

/** The parent, as the handler of one request sees it. */
export interface Caller<Question> extends RequestClock {
  /** Let the parent decide. One question at a time. */
  ask(question: Question): Promise<boolean>;
}

/** The child's first message: all its modules are loaded. */
export const SANDBOX_READY = 'ready';

/** Answer the requests of the parent process until it disconnects. */
export function serveSandbox<Request, Reply, Question = never>(
  handle: (request: Request, caller: Caller<Question>) => Promise<Reply>,
): void {
  inheritDebug();
  const openQuestions = new Map<number, (answer: boolean) => void>();
  // Ctrl-C reaches the whole process group, and systemd stops every process of a service. Only the parent decides when
  // the child ends: an end here would look like a crash that the photo caused.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit());
  process.on('message', async (message: SandboxRequest<Request> | SandboxAnswer) => {
    const { id } = message;
    if ('answer' in message) {
      openQuestions.get(id)?.(message.answer);
      openQuestions.delete(id);
      return;
    }
    const send = (message: SandboxPause | SandboxQuestion<Question> | SandboxReply<Reply>) =>
      void process.send?.(message);
    const caller: Caller<Question> = {
      pause: () => send({ id, paused: true }),
      restart: () => send({ id, paused: false }),
      ask: (question) =>
        new Promise((resolve) => {
          openQuestions.set(id, resolve);
          send({ id, question });
        }),
    };
    try {
      send({ id, value: await handle(message.request, caller) });
    } catch (error) {
      send({ id, error: messageOf(error) });
    }
  });
  process.send?.(SANDBOX_READY);
}
