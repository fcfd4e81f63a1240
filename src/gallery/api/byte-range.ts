/** Reads the header Range (RFC 9110, section 14). Pure. */

export interface ByteRange {
  readonly start: number;
  /** Of the last byte. */
  readonly end: number;
}

/**
 * @returns undefined: the whole file, for a header that is absent, of another unit, or asks for several ranges, which a
 * server may ignore; `none`: there are no such bytes.
 */
export function byteRange(header: string | null, size: number): ByteRange | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'none' : { start, end };
}
