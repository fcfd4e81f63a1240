/**
 * The libraries that WebAssembly decoders run, compiled. All threads of a process share the machine code that any of
 * them has made: to make it takes several times as long as to decode a small picture.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FILES = {
  heic: 'libheif-js/libheif-wasm/libheif.wasm',
  jp2: '@cornerstonejs/codec-openjpeg/decodewasm',
  jxl: '@jsquash/jxl/codec/dec/jxl_dec.wasm',
};

export type WasmFormat = keyof typeof FILES;

const compiled = new Map<WasmFormat, WebAssembly.Module>();

export function libraryFor(format: WasmFormat): WebAssembly.Module {
  let library = compiled.get(format);
  if (library === undefined) {
    library = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(FILES[format])));
    compiled.set(format, library);
  }
  return library;
}

/** How Emscripten's JavaScript asks for an instance. Without it, it would read and compile the file again. */
export type InstantiateWasm = (
  imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
  receive: (instance: WebAssembly.Instance) => void,
) => WebAssembly.Instance['exports'];

/** Return the function that gives Emscripten an instance of a compiled library. */
export function instantiate(library: WebAssembly.Module): InstantiateWasm {
  return (imports, receive) => {
    const instance = new WebAssembly.Instance(library, imports);
    receive(instance);
    return instance.exports;
  };
}
