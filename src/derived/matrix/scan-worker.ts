/** Entry of a scanning thread: loads and scans blocks in the memory that it shares with the other threads. */

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../base/errors.ts';
import { CodeMemory } from './code-memory.ts';
import { loadBlocks, type StoredBlock } from './code-store.ts';
import { loadKernel } from './load-kernel.ts';
import type { Scanned } from './query-scan.ts';
import { type ScanRound, scanBlocks } from './scan-blocks.ts';

export interface ScannerJob {
  readonly memory: WebAssembly.Memory;
  readonly dimension: number;
  /** Number of the scanner. */
  readonly scanner: number;
}

export type ToScanner =
  | { readonly type: 'load'; readonly folder: string; readonly blocks: readonly StoredBlock[] }
  | { readonly type: 'scan'; readonly round: ScanRound }
  | { readonly type: 'close' };

export type FromScanner =
  | { readonly type: 'loaded' }
  | { readonly type: 'scanned'; readonly scanned: readonly Scanned[] }
  | { readonly type: 'failed'; readonly reason: string };

const port = parentPort!;
const { memory, dimension, scanner } = workerData as ScannerJob;
const space = new CodeMemory(dimension, memory);
const kernel = loadKernel(space);

function answer(message: Exclude<ToScanner, { type: 'close' }>): FromScanner {
  if (message.type === 'scan') return { type: 'scanned', scanned: scanBlocks(kernel, space, scanner, message.round) };
  try {
    loadBlocks(kernel, space, message.folder, message.blocks);
    return { type: 'loaded' };
  } catch (error) {
    return { type: 'failed', reason: messageOf(error) };
  }
}

port.on('message', (message: ToScanner) => {
  if (message.type === 'close') port.close();
  else port.postMessage(answer(message));
});
