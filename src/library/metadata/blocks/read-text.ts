/** Decodes texts whose encoding the file does not name reliably. */

/** Decode UTF-8; text that is not UTF-8 is Latin-1, which older programs wrote in its place. */
export function utf8OrLatin1(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** The parts of ISO 8859 by the letter that selects them (ISO-IR register). */
const ISO_8859: Partial<Record<string, number>> = { A: 1, B: 2, C: 3, D: 4, L: 5, G: 6, F: 7, H: 8, M: 9, b: 15 };

/**
 * Name the encoding that IPTC declares in dataset 1:90 with an escape sequence of ISO 2022; undefined if it declares
 * none, or one that is unknown.
 */
export function iptcCharset(marker: unknown): string | undefined {
  if (!Array.isArray(marker) || marker[0] !== 0x1b) return undefined;
  const sequence = String.fromCharCode(...marker.slice(1, 5));
  if (/^%(?:G|\/[GHI])$/.test(sequence)) return 'utf-8';
  const part = /^[-./]$/.test(sequence.slice(0, -1)) ? ISO_8859[sequence.slice(-1)] : undefined;
  return part === undefined ? undefined : `iso-8859-${part}`;
}

/** Decode UTF-16 without its final zeros, as Windows writes it into Exif (XPKeywords). */
export function wideText(bytes: readonly number[]): string {
  return new TextDecoder('utf-16le').decode(Uint8Array.from(bytes.slice(0, 8192))).replace(/\0+$/, '');
}

/** Decode XML in UTF-8 or UTF-16, with a byte order mark or without one (XML 1.0, appendix F). */
export function xmlText(bytes: Buffer): string {
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe' || start === '3c00') return new TextDecoder('utf-16le').decode(bytes);
  if (start === 'feff' || start === '003c') {
    // Builds of Node.js with a small ICU have no decoder for this byte order.
    const swapped = Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
    return new TextDecoder('utf-16le').decode(swapped);
  }
  return utf8OrLatin1(bytes);
}
