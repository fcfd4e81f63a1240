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

/** Return the size in which to decode a photo of this size for `hasText`. It never enlarges. */
export function firstLookSize(width: number, height: number): Size {
  return shrunk(width, height, FIRST_LOOK);
}

/** Return the size in which to decode a photo of this size for `read`. It never enlarges. */
export function readingSize(width: number, height: number): Size {
  return shrunk(width, height, READING);
}

function shrunk(width: number, height: number, { long, short, pixels }: Limits): Size {
  const bySides = Math.max(long / Math.max(width, height), short / Math.min(width, height));
  const scale = Math.min(1, bySides, Math.sqrt(pixels / (width * height)));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
