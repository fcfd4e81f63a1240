/** Types for encoders that have none that fit: only the parts that tests use. */

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  interface Frame {
    readonly width: number;
    readonly height: number;
    readonly componentCount: number;
    readonly bitsPerSample: number;
    readonly isSigned: boolean;
  }
  interface Encoder {
    /** Memory that the caller fills with interleaved samples. */
    getDecodedBuffer(frame: Frame): Uint8Array;
    /** @param ratio of compression; 0 for none but that of a lossless file. */
    setQuality(isLossless: boolean, ratio: number): void;
    setTileSize(size: { readonly width: number; readonly height: number }): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
  }
  export default function openJpeg(options: {
    print: (text: string) => void;
    printErr: (text: string) => void;
  }): Promise<{ readonly J2KEncoder: new () => Encoder }>;
}

declare module '@jsquash/jxl/encode.js' {
  export function init(options: { readonly wasmBinary: Uint8Array }): Promise<unknown>;
  /** @param picture RGBA. */
  export default function encode(
    picture: { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number },
    options: { readonly quality?: number; readonly lossless?: boolean; readonly progressive?: boolean },
  ): Promise<ArrayBuffer>;
}
