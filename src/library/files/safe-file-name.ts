/** Names for copies of photos, which every usual file system and shell accepts. */

import { extname } from 'node:path';

/** The limit of most file systems; of those that count UTF-16 units (NTFS, FAT, APFS) a name reaches less of it. */
const MAX_BYTES = 255;
/** A longer ending is no ending of a photo, but a part of the name. Bytes. */
const MAX_ENDING_BYTES = 16;

/**
 * What Windows and FAT refuse; controls and line ends; characters that reverse the order of letters, so that a name
 * looks like another one; and what is no text: lone surrogates, and the characters that stand for bytes which are not
 * valid UTF-8 (see raw-path.ts).
 */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{10fe80}-\u{10feff}]/gu;
/** Windows removes them silently. */
const FORBIDDEN_END = /[. ]+$/;
/** Windows takes these names for devices, in any case and with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d\u00b9\u00b2\u00b3]) *(?:\.|$)/i;
/** Programs take the first for an option. The second hides the file. */
const FORBIDDEN_START = /^(?:[-.]|$)/;

/**
 * Make a name for a copy of a file. The result never contains a path separator and keeps the ending of the file.
 * @param name without its folder; bytes that are not valid UTF-8 as raw-path.ts represents them.
 * @param number distinguishes copies of files with the same name: 2 gives "name (2).jpg".
 */
export function safeFileName(name: string, number = 1): string {
  const clean = name.replace(FORBIDDEN, '_').replace(FORBIDDEN_END, '');
  const whole = FORBIDDEN_START.test(clean) || DEVICE.test(clean) ? `_${clean}` : clean;
  const found = extname(whole);
  const ending = Buffer.byteLength(found) > MAX_ENDING_BYTES ? '' : found;
  const tail = number === 1 ? ending : ` (${number})${ending}`;
  const stem = firstBytes(whole.slice(0, whole.length - ending.length), MAX_BYTES - Buffer.byteLength(tail));
  return `${stem}${tail}`.replace(FORBIDDEN_END, '');
}

/** Return the beginning of a text that fits into this many bytes. No character is cut in two. */
function firstBytes(text: string, max: number): string {
  let [kept, bytes] = ['', 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > max) break;
    kept += character;
  }
  return kept;
}
