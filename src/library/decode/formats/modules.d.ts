/** Types for libraries that have none: only the parts that picsift uses. */

declare module 'libheif-js/libheif-wasm/libheif.js' {
  interface HeifPixels {
    readonly width: number;
    readonly height: number;
    /** RGBA. */
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  }
  interface HeifImage {
    is_primary(): boolean;
    get_width(): number;
    get_height(): number;
    /** Fills the pixels and passes them on; null if the picture cannot be decoded. */
    display(pixels: HeifPixels, done: (pixels: HeifPixels | null) => void): void;
  }
  export default function openHeif(options: { instantiateWasm: import('./wasm-library.ts').InstantiateWasm }): {
    readonly HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] };
  };
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface FrameInfo {
    readonly width: number;
    readonly height: number;
    readonly componentCount: number;
    readonly bitsPerSample: number;
    readonly isSigned: boolean;
  }
  interface Decoder {
    /** Memory that the caller fills with the file. */
    getEncodedBuffer(bytes: number): Uint8Array;
    decode(): void;
    getFrameInfo(): FrameInfo;
    /** Interleaved samples of one byte, or of two bytes (little-endian) for more than 8 bits. */
    getDecodedBuffer(): Uint8Array;
  }
  export default function openJpeg(options: {
    print: (text: string) => void;
    printErr: (text: string) => void;
    instantiateWasm: import('./wasm-library.ts').InstantiateWasm;
  }): Promise<{ readonly J2KDecoder: new () => Decoder }>;
}

declare module '@jsquash/jxl/decode.js' {
  export function init(library: WebAssembly.Module): Promise<unknown>;
  /** The first frame as RGBA. */
  export default function decode(
    file: ArrayBuffer,
  ): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
}
