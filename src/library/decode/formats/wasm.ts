/**
 * Runs the WebAssembly decoders. Each picture gets its own thread: the decoder does not block the others, and its
 * memory, which WebAssembly never frees, is freed when the thread ends.
 */

import { PicsiftError } from '../../../base/errors.ts';
import { startThread } from '../../../process/child.ts';
import type { Raster } from './raster.ts';

export interface WasmTask {
  readonly format: 'heic' | 'jp2' | 'jxl';
  readonly bytes: Uint8Array;
}

export type WasmOutcome = { readonly raster: Raster } | { readonly reason: string };

/** @throws PicsiftError `photo-unreadable`. */
export function decodeInThread(task: WasmTask): Promise<Raster> {
  const thread = startThread('src/library/decode/formats/wasm-worker.ts', task);
  const outcome = new Promise<Raster>((resolve, reject) => {
    const fail = (reason: string) => reject(new PicsiftError('photo-unreadable', reason));
    thread.on('message', (message: WasmOutcome) => {
      if ('raster' in message) resolve(message.raster);
      else fail(message.reason);
    });
    thread.on('error', (error) => fail(error.message));
    thread.on('exit', () => fail('its decoder stopped unexpectedly'));
  });
  return outcome.finally(() => thread.terminate());
}
