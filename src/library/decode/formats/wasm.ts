/**
 * Runs the WebAssembly decoders. Each picture gets its own thread: the decoder does not block the others, and its
 * memory, which WebAssembly never frees, is freed when the thread ends.
 */

import { PicsiftError } from '../../../base/errors.ts';
import { startThread } from '../../../process/child.ts';
import type { Raster } from './raster.ts';
import { libraryFor, type WasmFormat } from './wasm-library.ts';

export interface WasmTask {
  readonly format: WasmFormat;
  readonly library: WebAssembly.Module;
  readonly bytes: Uint8Array;
}

export type WasmOutcome = { readonly raster: Raster } | { readonly reason: string };

/** @throws PicsiftError `photo-unreadable`. */
export async function decodeInThread(format: WasmFormat, bytes: Uint8Array): Promise<Raster> {
  const task: WasmTask = { format, library: libraryFor(format), bytes };
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
