/** The part of WebAssembly's API that the kernels use. Node.js supports it, but its types do not declare it. */

declare namespace WebAssembly {
  class Memory<Buffer extends ArrayBuffer | SharedArrayBuffer = SharedArrayBuffer> {
    constructor(descriptor: { initial: number; maximum: number; shared: Buffer extends ArrayBuffer ? false : true });
    readonly buffer: Buffer;
    /** Pages of 64 KB. */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory<ArrayBuffer> | Memory } });
    readonly exports: unknown;
  }
}
