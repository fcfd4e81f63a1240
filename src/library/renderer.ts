/** Renders photos in a child process, one after another. A crash, a hang or a bomb costs that one photo. */

import { type Child, startChild } from '../child.ts';
import { PicsiftError } from '../errors.ts';
import type { RenderedPhoto, RenderOptions } from './render.ts';
import type { RenderReply, RenderRequest } from './render-process.ts';

/** A photo that takes longer is given up and its child killed. */
const MAX_RENDER_MS = 20_000;

export interface Renderer {
  /** @throws PicsiftError `photo-unreadable`. */
  render(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto>;
  close(): void;
}

/** Costs nothing until the first photo; the child then stays for the next. */
export function createRenderer(): Renderer {
  let child: Child | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  function renderNow(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto> {
    child ??= startChild('src/library/render-process.ts');
    const { process: worker } = child;
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        settle();
        child = undefined;
        worker.kill('SIGKILL');
        reject(new PicsiftError('photo-unreadable', `That photo could not be prepared: ${reason}.`));
      };
      const onExit = () => fail('its decoder crashed');
      const onMessage = (reply: RenderReply) => {
        settle();
        if ('rendered' in reply) {
          const { jpeg, ...size } = reply.rendered;
          resolve({ ...size, jpeg: Buffer.from(jpeg) });
        } else {
          reject(new PicsiftError('photo-unreadable', `That photo could not be prepared: ${reply.error}.`));
        }
      };
      const timer = setTimeout(() => fail('it took too long'), MAX_RENDER_MS);
      function settle() {
        clearTimeout(timer);
        worker.off('exit', onExit).off('error', onExit).off('message', onMessage);
      }
      worker.on('exit', onExit).on('error', onExit).on('message', onMessage);
      worker.send({ bytes, options } satisfies RenderRequest, (error) => error && fail('its decoder is gone'));
    });
  }

  return {
    render(bytes, options) {
      const result = queue.then(() => renderNow(bytes, options));
      queue = result.catch(() => {});
      return result;
    },
    close() {
      child?.process.disconnect();
      child = undefined;
    },
  };
}
