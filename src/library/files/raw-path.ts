/**
 * Paths that are not valid UTF-8, as strings. On Linux a file name is bytes; old archives and cameras leave names in
 * other encodings. Each byte that does not decode is written as a private-use character, U+10FE00 plus the byte, so
 * that a path stays a string everywhere, two names are never one string, and every string leads back to its file.
 * (Python does the same with lone surrogates, PEP 383; those do not survive SQLite.)
 */

const ESCAPE_BASE = 0x10fe00;
const ESCAPED = /[\u{10fe80}-\u{10feff}]/u;
/** What a lossy decoding leaves, or what looks like one of our escapes: only the bytes can tell. */
const DOUBTFUL = /[\ufffd\u{10fe80}-\u{10feff}]/u;

/** True where a name that Node.js has decoded may stand for other bytes than it seems to. */
export function isDoubtful(name: string): boolean {
  return DOUBTFUL.test(name);
}

/** The string for a path's bytes. Every path has one of its own; for valid UTF-8 it is the plain text. */
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
    // A name that has our escapes in it is escaped itself, or two names would be one.
    const isPlain = character !== undefined && !ESCAPED.test(character);
    path += isPlain ? character : String.fromCodePoint(ESCAPE_BASE + bytes[at]!);
    at += isPlain ? length : 1;
  }
  return path;
}

/** The path as functions of `node:fs` and pipes take it: the string itself unless it stands for other bytes. */
export function rawPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  return Buffer.concat(
    Array.from(path, (character) =>
      ESCAPED.test(character) ? Buffer.of(character.codePointAt(0)! - ESCAPE_BASE) : Buffer.from(character),
    ),
  );
}

/** Bytes of the UTF-8 sequence that begins with this one (RFC 3629, section 3). */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
