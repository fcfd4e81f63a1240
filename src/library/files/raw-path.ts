/**
 * Represents paths that are not valid UTF-8 as strings. On Linux a file name is a sequence of bytes; old archives and
 * cameras leave names in other encodings. Each byte that does not decode becomes the private-use character U+10FE00
 * plus the byte. So a path is a string everywhere, different names give different strings, and every string converts
 * back to the original bytes. (Python does the same with lone surrogates, PEP 383; SQLite does not preserve those.)
 */

const ESCAPE_BASE = 0x10fe00;
const ESCAPED = /[\u{10fe80}-\u{10feff}]/u;
/** A replacement character of a lossy decoding, or one of the escapes above: the bytes must be read to know the name. */
const DOUBTFUL = /[\ufffd\u{10fe80}-\u{10feff}]/u;

/** True if a name that Node.js decoded may not encode back to the bytes on disk. */
export function isDoubtful(name: string): boolean {
  return DOUBTFUL.test(name);
}

/** Convert a path's bytes to a string that is unique for them; for valid UTF-8 it is the plain text. */
export function pathFromBytes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let path = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at]!);
    let character: string | undefined;
    try {
      character = decoder.decode(bytes.subarray(at, at + length));
    } catch {
      // Not UTF-8.
    }
    // Escape characters that are in a name are escaped too, else two names could give the same string.
    const isPlain = character !== undefined && !ESCAPED.test(character);
    path += isPlain ? character : String.fromCodePoint(ESCAPE_BASE + bytes[at]!);
    at += isPlain ? length : 1;
  }
  return path;
}

/** Convert a path for `node:fs` and pipes: to the original bytes if it has escapes, else the string itself. */
export function rawPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  return Buffer.concat(
    Array.from(path, (character) =>
      ESCAPED.test(character) ? Buffer.of(character.codePointAt(0)! - ESCAPE_BASE) : Buffer.from(character),
    ),
  );
}

/** Length in bytes of the UTF-8 sequence that begins with this byte (RFC 3629, section 3). */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
