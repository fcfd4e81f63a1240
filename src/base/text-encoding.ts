/** Recognises the encoding of a text file that a person wrote: editors of Windows save UTF-16, and mark files. Pure. */

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * Tell the encoding of a file by its byte order mark, or by the zero byte that its first character has in UTF-16.
 * `TextDecoder` takes the result, and skips the mark.
 */
export function textEncoding(bytes: Uint8Array): TextEncoding {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== undefined) ? 'utf-16be' : 'utf-8';
}
