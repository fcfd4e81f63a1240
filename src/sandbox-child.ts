/** The child's half of a sandbox. */

import { messageOf } from './errors.ts';

export interface SandboxRequest<Request> {
  readonly id: number;
  readonly request: Request;
}

export type SandboxReply<Reply> =
  | { readonly id: number; readonly value: Reply }
  | { readonly id: number; readonly error: string };

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

/** The child's first message: it has loaded what it needs. */
export const SANDBOX_READY = 'ready';

/** Answer the requests of the process that started this one, until it is gone. */
export function serveSandbox<Request, Reply>(handle: (request: Request, clock: RequestClock) => Promise<Reply>): void {
  // Ctrl-C reaches the whole process group, and systemd stops every process of a service; when to end is the parent's
  // to say. Ending here would look like a crash, and be blamed on the photo.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, request }: SandboxRequest<Request>) => {
    let reply: SandboxReply<Reply>;
    const say = (paused: boolean) => void process.send?.({ id, paused } satisfies SandboxPause);
    try {
      reply = { id, value: await handle(request, { pause: () => say(true), restart: () => say(false) }) };
    } catch (error) {
      reply = { id, error: messageOf(error) };
    }
    process.send?.(reply);
  });
  process.send?.(SANDBOX_READY);
}
