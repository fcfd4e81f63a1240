/**
 * SentencePiece's map of characters, which the normalizer `Precompiled` carries: what each sequence of UTF-8 bytes
 * becomes. The file has the length of a trie, the trie (a double array of 32-bit units, by Darts-clone), and the
 * replacements, each ended by a zero.
 */

/** @param base64 as in `tokenizer.json`. */
export function charsmapNormalizer(base64: string): (text: string) => string {
  const map = Buffer.from(base64, 'base64');
  const trieEnd = 4 + map.readUInt32LE();
  const unitAt = (place: number) => map.readUInt32LE(4 + 4 * place);

  /** Find the longest sequence of the map that the bytes continue with at `start`. */
  function longestMatch(bytes: Uint8Array, start: number): { end: number; replacement: Buffer } | undefined {
    let found: { end: number; replacement: Buffer } | undefined;
    let place = offsetOf(unitAt(0));
    for (let end = start; end < bytes.length; end++) {
      place ^= bytes[end]!;
      // A place outside of the trie belongs to no sequence.
      if (4 * place + 8 > trieEnd) break;
      const unit = unitAt(place);
      if (labelOf(unit) !== bytes[end]) break;
      place ^= offsetOf(unit);
      if (!hasLeaf(unit)) continue;
      const from = trieEnd + leafValue(unitAt(place));
      found = { end: end + 1, replacement: map.subarray(from, map.indexOf(0, from)) };
    }
    return found;
  }

  return (text) => {
    const bytes = Buffer.from(text);
    const parts: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; ) {
      const match = longestMatch(bytes, start);
      const end = match?.end ?? start + lengthOfCharacter(bytes[start]!);
      parts.push(match?.replacement ?? bytes.subarray(start, end));
      start = end;
    }
    return Buffer.concat(parts).toString();
  };
}

function hasLeaf(unit: number): boolean {
  return (unit & 0x100) !== 0;
}

function leafValue(unit: number): number {
  return unit & 0x7fff_ffff;
}

/** A leaf's label has its highest bit set, so that no byte equals it. */
function labelOf(unit: number): number {
  return (unit & 0x8000_00ff) >>> 0;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Read from the first byte of a character in UTF-8 how many it has. */
function lengthOfCharacter(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
