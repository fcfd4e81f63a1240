/** The pictures that text is read from, and how large they should be. */

/** Pixels of an upright picture. */
export interface Picture {
  /** Interleaved 8-bit RGB, `width` x `height`. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Sides in pixels. A picture is shrunk until its longer side has `long`, or its shorter one `short`, whichever is
 * larger: a tall receipt or screenshot keeps its width, because its letters would become too small.
 */
interface Limits {
  readonly long: number;
  readonly short: number;
  readonly pixels: number;
}

const FIRST_LOOK: Limits = { long: 640, short: 320, pixels: 1_500_000 };

/** Letters of a page that fills a photo are then 20 pixels high. The pixels take three bytes each. */
const READING: Limits = { long: 1600, short: 1600, pixels: 6_000_000 };

/**
 * The detection overlooks letters of 10 pixels, which thumbnails and pictures from messengers have. They are enlarged until
 * their longer side has `long`, at most `times`.
 */
const ENLARGED = { long: 448, times: 2 };

/** Return the size in which to decode a photo of this size for `hasText`. It enlarges small ones. */
export function firstLookSize(width: number, height: number): Size {
  return sizeWithin(width, height, FIRST_LOOK);
}

/** Return the size in which to decode a photo of this size for `read`. It enlarges small ones. */
export function readingSize(width: number, height: number): Size {
  return sizeWithin(width, height, READING);
}

function sizeWithin(width: number, height: number, { long, short, pixels }: Limits): Size {
  const largest = Math.max(1, Math.min(ENLARGED.times, ENLARGED.long / Math.max(width, height)));
  const bySides = Math.max(long / Math.max(width, height), short / Math.min(width, height));
  const scale = Math.min(largest, bySides, Math.sqrt(pixels / (width * height)));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
