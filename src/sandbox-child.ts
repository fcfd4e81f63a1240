/** The child's half of a sandbox. */

import { messageOf } from './errors.ts';

export interface SandboxRequest<Request> {
  readonly id: number;
  readonly request: Request;
}

export type SandboxReply<Reply> =
  | { readonly id: number; readonly value: Reply }
  | { readonly id: number; readonly error: string };

/** The child's first message: it has loaded what it needs. */
export const SANDBOX_READY = 'ready';

/** Answer the requests of the process that started this one, until it is gone. */
export function serveSandbox<Request, Reply>(handle: (request: Request) => Promise<Reply>): void {
  // Ctrl-C reaches the whole process group; when to end is the parent's to say.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, request }: SandboxRequest<Request>) => {
    let reply: SandboxReply<Reply>;
    try {
      reply = { id, value: await handle(request) };
    } catch (error) {
      reply = { id, error: messageOf(error) };
    }
    process.send?.(reply);
  });
  process.send?.(SANDBOX_READY);
}
