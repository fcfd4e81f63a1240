/** The child's half of a sandbox. */

import { inheritDebug } from '../base/debug.ts';
import { messageOf } from '../base/errors.ts';

export interface SandboxRequest<Request> {
  readonly id: number;
  readonly request: Request;
}

/** The parent's answer to a question of a request's handler. */
export interface SandboxAnswer {
  readonly id: number;
  readonly answer: boolean;
}

export type SandboxReply<Reply> =
  | { readonly id: number; readonly value: Reply }
  | { readonly id: number; readonly error: string };

/** What the parent must decide before the request can go on. */
export interface SandboxQuestion<Question> {
  readonly id: number;
  readonly question: Question;
}

/** The child's word that a request waits for others, and when it goes on. */
export interface SandboxPause {
  readonly id: number;
  readonly paused: boolean;
}

/** Of one request. */
export interface RequestClock {
  /** It waits for other requests, whose clocks run: its time does not count. */
  pause(): void;
  /** Its time begins anew. */
  restart(): void;
}

/** The parent, as the handler of one request sees it. */
export interface Caller<Question> extends RequestClock {
  /** Have the caller decide. One question at a time. */
  ask(question: Question): Promise<boolean>;
}

/** The child's first message: it has loaded what it needs. */
export const SANDBOX_READY = 'ready';

/** Answer the requests of the process that started this one, until it is gone. */
export function serveSandbox<Request, Reply, Question = never>(
  handle: (request: Request, caller: Caller<Question>) => Promise<Reply>,
): void {
  inheritDebug();
  const asking = new Map<number, (answer: boolean) => void>();
  // Ctrl-C reaches the whole process group, and systemd stops every process of a service; when to end is the parent's
  // to say. Ending here would look like a crash, and be blamed on the photo.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit());
  process.on('message', async (message: SandboxRequest<Request> | SandboxAnswer) => {
    const { id } = message;
    if ('answer' in message) {
      asking.get(id)?.(message.answer);
      asking.delete(id);
      return;
    }
    const say = (word: SandboxPause | SandboxQuestion<Question> | SandboxReply<Reply>) => void process.send?.(word);
    const caller: Caller<Question> = {
      pause: () => say({ id, paused: true }),
      restart: () => say({ id, paused: false }),
      ask: (question) =>
        new Promise((resolve) => {
          asking.set(id, resolve);
          say({ id, question });
        }),
    };
    try {
      say({ id, value: await handle(message.request, caller) });
    } catch (error) {
      say({ id, error: messageOf(error) });
    }
  });
  process.send?.(SANDBOX_READY);
}
