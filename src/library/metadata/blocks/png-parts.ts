/** Finds metadata in the chunks of a PNG (PNG specification, third edition, 11.3): Exif, XMP, texts and the time. */

import { inflateSync } from 'node:zlib';
import { iptcPart, MAX_BLOCK_BYTES, type Part, segmentPart, tiffIn } from './part.ts';
import { utf8OrLatin1 } from './read-text.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const XMP = 'XML:com.adobe.xmp';
/** Older versions of ImageMagick and ExifTool store blocks of other formats as hexadecimal text with such a keyword. */
const PROFILE = 'Raw profile type ';
/** More chunks than that are not looked at: each of them may be decompressed. */
const MAX_CHUNKS = 64;

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/** @param wanted keywords of the texts that are wanted; "tIME" for the time of the chunk with this name. */
export function pngParts(bytes: Buffer, wanted: readonly string[]): Part[] {
  const parts: Part[] = [];
  const texts = new Map<string, string>();
  let count = 0;
  for (const { type, content } of chunks(bytes)) {
    if (!['eXIf', 'tIME', 'tEXt', 'zTXt', 'iTXt'].includes(type)) continue;
    if (++count > MAX_CHUNKS) break;
    const keyword = type.endsWith('Xt')
      ? content.subarray(0, Math.max(content.indexOf(0), 0)).toString('latin1')
      : type;
    if (type === 'eXIf') parts.push(...tiffPart(content));
    else if (type === 'tIME') texts.set(type, timeIn(content));
    else if (keyword === XMP) parts.push({ kind: 'xmp', bytes: textIn(type, content) });
    else if (keyword.startsWith(PROFILE)) parts.push(...profileParts(keyword, textIn(type, content)));
    else if (wanted.includes(keyword) && !texts.has(keyword)) texts.set(keyword, utf8OrLatin1(textIn(type, content)));
  }
  return [...parts, { kind: 'texts', texts }];
}

function* chunks(bytes: Buffer): Generator<{ readonly type: string; readonly content: Buffer }> {
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** Return the text of a chunk in bytes, decompressed; empty if it is damaged or too long. */
function textIn(type: string, content: Buffer): Buffer {
  const fields = content.subarray(content.indexOf(0) + 1);
  switch (type) {
    case 'tEXt':
      return fields;
    case 'zTXt':
      return inflated(fields.subarray(1));
    default: {
      // Compression flag and method, the language, the keyword in this language, the text.
      const keyword = fields.indexOf(0, 2) + 1;
      const text = fields.subarray(fields.indexOf(0, keyword) + 1);
      return fields[0] === 1 ? inflated(text) : text;
    }
  }
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch {
    return Buffer.alloc(0);
  }
}

function timeIn(content: Buffer): string {
  if (content.length < 7) return '';
  const [month, day, hour, minute, second] = content.subarray(2, 7);
  return `${content.readUInt16BE(0)}-${month}-${day} ${hour}:${minute}:${second}Z`;
}

function tiffPart(block: Buffer): Part[] {
  const tiff = tiffIn(block);
  return tiff === undefined ? [] : [{ kind: 'file', bytes: tiff }];
}

/** A profile is a name, its length in bytes, and its bytes in hexadecimal digits, each on lines of their own. */
function profileParts(keyword: string, text: Buffer): Part[] {
  const [, , ...lines] = text.toString('latin1').trimStart().split('\n');
  const block = Buffer.from(lines.join('').replace(/\s/g, ''), 'hex');
  const name = keyword.slice(PROFILE.length);
  if (name === 'xmp') return [{ kind: 'xmp', bytes: block }];
  if (name === 'exif') return tiffPart(block);
  if (name === 'APP1') return segmentPart(0xe1, block);
  return name === 'iptc' ? iptcPart(block) : [];
}
