/** Entry of the thread that decodes one picture with WebAssembly. */

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../base/errors.ts';
import type { Raster } from './raster.ts';
import type { WasmOutcome, WasmTask } from './wasm.ts';

async function decode({ format, library, bytes }: WasmTask): Promise<Raster> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Load only the decoder that is needed.
  if (format === 'heic') return (await import('./heic.ts')).decodeHeic(buffer, library);
  if (format === 'jp2') return (await import('./jpeg2000.ts')).decodeJpeg2000(buffer, library);
  return (await import('./jpegxl.ts')).decodeJpegXl(buffer, library);
}

try {
  const raster = await decode(workerData as WasmTask);
  parentPort!.postMessage({ raster } satisfies WasmOutcome, [raster.data.buffer as ArrayBuffer]);
} catch (error) {
  // Emscripten throws numbers for C++ exceptions.
  const reason = error instanceof Error ? messageOf(error) : 'it cannot be decoded';
  parentPort!.postMessage({ reason } satisfies WasmOutcome);
}
