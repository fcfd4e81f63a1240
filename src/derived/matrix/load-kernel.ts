/** Loads the compiled kernel into a thread. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';
import type { CodeMemory } from './code-memory.ts';

type Address = number;
type Rows = [codes: Address, live: Address, masks: Address, bits: number, rows: number, stride: number];
type FourQueries = [a: Address, b: Address, c: Address, d: Address];

/** See kernel.ts. */
export interface Kernel {
  dots(...args: [...rows: Rows, query: Address, out: Address]): void;
  dotsOfFour(...args: [...rows: Rows, ...queries: FourQueries, out: Address]): void;
  select(
    dots: Address,
    live: Address,
    masks: Address,
    bits: number,
    norms: Address,
    rows: number,
    step: number,
    reach: number,
    bar: number,
    found: Address,
    sums: Address,
  ): number;
  checksum(start: Address, bytes: number): number;
}

export function loadKernel({ memory }: CodeMemory): Kernel {
  // The kernel is in dist/, also when this file runs from the sources.
  const bytes = readFileSync(join(packageRoot(), 'dist/src/derived/matrix/kernel.wasm'));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Kernel;
}
