/** Counts the pixels in a GIF: libnsgif does not report a picture that ends too early (GIF89a, sections 15 to 24). */

const HEADER_BYTES = 13;
const IMAGE = 0x2c;
const EXTENSION = 0x21;
const MAX_DEPTH = 8;
const MAX_CODES = 4096;
const MAX_WIDTH = 12;

/** Decide whether the data of the first picture fills it. */
export function isWholeGif(bytes: Buffer): boolean {
  let at = HEADER_BYTES + paletteBytes(bytes[10]!);
  while (bytes[at] === EXTENSION) {
    at += 2;
    for (const block of subBlocks(bytes, at)) at += 1 + block.length;
    at++;
  }
  if (bytes[at] !== IMAGE || at + 11 > bytes.length) return false;
  const pixels = bytes.readUInt16LE(at + 5) * bytes.readUInt16LE(at + 7);
  const dataAt = at + 10 + paletteBytes(bytes[at + 9]!);
  return holdsPixels(subBlocks(bytes, dataAt + 1), bytes[dataAt] ?? 0, pixels);
}

/** @param flags of the screen or of a picture. */
function paletteBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Iterate over blocks that begin with their size, up to an empty one. */
function* subBlocks(bytes: Buffer, start: number): Generator<Buffer> {
  for (let at = start; (bytes[at] ?? 0) > 0; at += 1 + bytes[at]!) {
    yield bytes.subarray(at + 1, at + 1 + bytes[at]!);
  }
}

/**
 * Count the pixels that LZW data stands for, without unpacking them. The lowest bit of a byte comes first.
 * @param depth bits of a pixel.
 */
function holdsPixels(packed: Iterable<Buffer>, depth: number, wanted: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const clear = 1 << depth;
  const lengths = new Uint32Array(MAX_CODES);
  let [pixels, previous, next, width] = [0, 0, clear + 2, depth + 1];

  /** @returns false at the end of the data, and at a fault. */
  function count(code: number): boolean {
    if (code === clear) {
      [previous, next, width] = [0, clear + 2, depth + 1];
      return true;
    }
    // The next code may already be used: it is the previous one and its own first pixel.
    if (code === clear + 1 || code > next || (code === next && previous === 0)) return false;
    const length = code < clear ? 1 : code === next ? previous + 1 : lengths[code]!;
    if (previous > 0 && next < MAX_CODES) lengths[next++] = previous + 1;
    if (next === 1 << width && width < MAX_WIDTH) width++;
    previous = length;
    pixels += length;
    return true;
  }

  let [bits, held] = [0, 0];
  for (const block of packed) {
    for (const byte of block) {
      bits |= byte << held;
      held += 8;
      while (held >= width) {
        const code = bits & ((1 << width) - 1);
        bits >>>= width;
        held -= width;
        if (!count(code)) return pixels >= wanted;
      }
    }
  }
  return pixels >= wanted;
}
