/** The pictures that text is read from, and how large they should be. */

/** Pixels of an upright picture. */
export interface Picture {
  /** Interleaved 8-bit RGB, `width` x `height`. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Longest side of the picture for the first look. */
const FIRST_LOOK_SIDE = 640;

/** Shortest side of the picture to read: letters of a page that fills a photo are then about 20 pixels high. */
const READING_SIDE = 1600;

/** Pixels of the picture to read, at most: they take three bytes each. */
const MOST_READING_PIXELS = 6_000_000;

/** Return the size in which to decode a photo of this size for `hasText`. It never enlarges. */
export function firstLookSize(width: number, height: number): { width: number; height: number } {
  return shrunk(width, height, FIRST_LOOK_SIDE / Math.max(width, height));
}

/**
 * Return the size in which to decode a photo of this size for `read`. It never enlarges. A tall receipt or screenshot
 * keeps its width, because its text would become too small otherwise.
 */
export function readingSize(width: number, height: number): { width: number; height: number } {
  const bySide = READING_SIDE / Math.min(width, height);
  return shrunk(width, height, Math.min(bySide, Math.sqrt(MOST_READING_PIXELS / (width * height))));
}

function shrunk(width: number, height: number, scale: number): { width: number; height: number } {
  const side = (length: number) => Math.max(1, Math.floor(length * Math.min(1, scale)));
  return { width: side(width), height: side(height) };
}
