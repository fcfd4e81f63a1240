/** Loads the compiled kernel, once in a process, and divides its memory. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../../base/paths.ts';

export type Address = number;

/** See kernel/scan.ts. */
interface Kernel {
  readonly TABLE_BYTES: { readonly value: number };
  buildTable(spec: Address, table: Address): number;
  decodeScan(scan: Address): number;
  toRgb(
    ...args: [
      ...planes: [luma: Address, blue: Address, red: Address],
      ...strides: [luma: number, others: number],
      ...shifts: [x: number, y: number],
      ...size: [width: number, height: number],
      out: Address,
    ]
  ): void;
}

const PAGE_BYTES = 65_536;
/** The memory that a process keeps for this is never more. */
const MAX_PAGES = 1024;
/** Registers of the processor are read and written whole, so accesses may reach beyond a reserved place. */
const ALIGNMENT = 16;

let loaded: { readonly kernel: Kernel; readonly memory: WebAssembly.Memory<ArrayBuffer> } | undefined;

/** The kernel's memory, for one picture. Reserve all places before the first use of `bytes`. */
export class KernelMemory {
  readonly kernel: Kernel;
  readonly #memory: WebAssembly.Memory<ArrayBuffer>;
  #end: Address = 0;

  constructor() {
    loaded ??= load();
    this.kernel = loaded.kernel;
    this.#memory = loaded.memory;
  }

  reserve(bytes: number): Address {
    const at = this.#end;
    this.#end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return at;
  }

  /** All bytes; undefined if the reserved places are more than the memory can hold. */
  bytes(): Uint8Array | undefined {
    const pages = Math.ceil(this.#end / PAGE_BYTES);
    if (pages > MAX_PAGES) return undefined;
    const missing = pages - this.#memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) this.#memory.grow(missing);
    return new Uint8Array(this.#memory.buffer);
  }
}

function load(): NonNullable<typeof loaded> {
  const memory = new WebAssembly.Memory<ArrayBuffer>({ initial: 1, maximum: MAX_PAGES, shared: false });
  // The kernel is in dist/, also when this file runs from the sources.
  const file = readFileSync(join(packageRoot(), 'dist/src/library/decode/formats/jpeg/kernel/scan.wasm'));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(file), { env: { memory } });
  return { kernel: exports as Kernel, memory };
}
