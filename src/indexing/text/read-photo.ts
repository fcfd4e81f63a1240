/** Reads the text in a photo. Runs in the reading child process. */

import { PicsiftError } from '../../base/errors.ts';
import { LEAST_SHRINK, withPhoto } from '../../library/decode/decode.ts';
import type { DecodingMemory, MemoryBudget } from '../../library/decode/memory.ts';
import { openRaw, type Sharp } from '../../library/decode/sharp.ts';
import type { FileStamp } from '../../library/files/file-stamp.ts';
import { MAX_FILE_BYTES } from '../../library/files/formats.ts';
import { firstLookSize, type Picture, readingSize, type Size } from '../../reading/picture.ts';
import type { TextLine, TextReader } from '../../reading/text-reader.ts';
import { type Unread, withFile } from '../run/read-file.ts';

/** `blank`: read an empty picture, to find out whether the reader works at all. */
export type ReadingRequest = FileStamp | 'blank';

export type ReadingReply = { readonly kind: 'read'; readonly lines: readonly TextLine[] } | Unread;

const BLANK: Picture = { data: new Uint8Array(3 * 64 * 64).fill(255), width: 64, height: 64 };

/**
 * Read a file as the index knows it.
 * @returns its lines, or why the file could not be read now.
 * @throws PicsiftError `photo-unreadable`; the reader's error.
 */
export async function readPhoto(
  file: ReadingRequest,
  reader: TextReader,
  memory: DecodingMemory,
): Promise<ReadingReply> {
  if (file === 'blank') {
    await reader.hasText(BLANK);
    return { kind: 'read', lines: await reader.read(BLANK) };
  }
  if (file.size > MAX_FILE_BYTES) throw new PicsiftError('photo-unreadable', 'the file is too large');
  const work = () =>
    withFile(file, async (bytes): Promise<ReadingReply> => {
      const picture = await withText(bytes, reader, memory.pixels);
      return { kind: 'read', lines: picture === undefined ? [] : await reader.read(picture) };
    });
  return memory.files.use(file.size, work);
}

/** Most photos have no text. @returns the picture in the size to read it, unless it seems to have none. */
async function withText(bytes: Buffer, reader: TextReader, memory: MemoryBudget): Promise<Picture | undefined> {
  if (isJpeg(bytes)) {
    // A small picture costs a third. Other formats are decoded in full anyway.
    const hasText = await reader.hasText(await decoded(bytes, firstLookSize, memory));
    return hasText ? decoded(bytes, readingSize, memory) : undefined;
  }
  const whole = await decoded(bytes, readingSize, memory);
  const size = firstLookSize(whole.width, whole.height);
  if (await reader.hasText(await resized(whole, size))) return whole;
  const isMuchLarger = whole.width > MUCH_LARGER * size.width;
  return isMuchLarger && (await reader.hasText(await middleOf(whole))) ? whole : undefined;
}

function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function resized(picture: Picture, size: Size): Promise<Picture> {
  return pixelsOf(raw(picture).resize({ ...size, fit: 'fill' }), size);
}

/** Than a first look: then its letters may be too small for that, as those of a dense page are. */
const MUCH_LARGER = 1.5;
/** Sides of the middle of a picture: a third of the pixels of a first look. */
const MIDDLE = 320;

function middleOf(whole: Picture): Promise<Picture> {
  const size = { width: Math.min(MIDDLE, whole.width), height: Math.min(MIDDLE, whole.height) };
  const left = Math.floor((whole.width - size.width) / 2);
  const top = Math.floor((whole.height - size.height) / 2);
  return pixelsOf(raw(whole).extract({ left, top, ...size }), size);
}

function raw({ data, width, height }: Picture): Sharp {
  return openRaw(data, { width, height, channels: 3 });
}

async function pixelsOf(image: Sharp, size: Size): Promise<Picture> {
  return { data: await image.raw().toBuffer(), ...size };
}

/**
 * What is behind transparent areas: the letters of stickers and logos are white, black or grey as well as coloured. Before
 * this olive, a sign in any of 15 colours was read; before white 14, before grey 14.
 */
const BEHIND = '#909060';

/** Decode a photo upright, in the size that `sizeIn(width, height)` says. */
function decoded(bytes: Buffer, sizeIn: typeof readingSize, memory: MemoryBudget): Promise<Picture> {
  return withPhoto(
    bytes,
    memory,
    async ({ image, width, height }) => {
      const size = sizeIn(width, height);
      // Instead of the white of `OpenPhoto`.
      return pixelsOf(image.flatten({ background: BEHIND }).resize({ ...size, fit: 'fill' }), size);
    },
    ({ width, height }) => width / sizeIn(width, height).width >= LEAST_SHRINK,
  );
}
