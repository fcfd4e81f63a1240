/** Types for libraries that have none: only the parts that picsift uses. */

declare module 'libheif-js/wasm-bundle.js' {
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
  const libheif: { readonly HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] } };
  export default libheif;
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
  }): Promise<{ readonly J2KDecoder: new () => Decoder }>;
}

declare module '@jsquash/jxl/decode.js' {
  export function init(options: { readonly wasmBinary: Uint8Array }): Promise<unknown>;
  /** The first frame as RGBA. */
  export default function decode(
    file: ArrayBuffer,
  ): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
}
