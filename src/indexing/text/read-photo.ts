/** Reads the text in a photo. Runs in the reading child process. */

import { PicsiftError } from '../../base/errors.ts';
import { LEAST_SHRINK, withPhoto } from '../../library/decode/decode.ts';
import type { DecodingMemory, MemoryBudget } from '../../library/decode/memory.ts';
import { openRaw } from '../../library/decode/sharp.ts';
import type { FileStamp } from '../../library/files/file-stamp.ts';
import { MAX_FILE_BYTES } from '../../library/files/formats.ts';
import { firstLookSize, type Picture, readingSize } from '../../reading/picture.ts';
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
      // A small picture costs a third for a JPEG, and nothing less for other formats: they are decoded in full anyway.
      const whole = isJpeg(bytes) ? undefined : await decoded(bytes, readingSize, memory.pixels);
      const small = whole ? await shrunk(whole) : await decoded(bytes, firstLookSize, memory.pixels);
      // Most photos have no text.
      if (!(await reader.hasText(small))) return { kind: 'read', lines: [] };
      return { kind: 'read', lines: await reader.read(whole ?? (await decoded(bytes, readingSize, memory.pixels))) };
    });
  return memory.files.use(file.size, work);
}

function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

async function shrunk({ data, width, height }: Picture): Promise<Picture> {
  const size = firstLookSize(width, height);
  const whole = openRaw(data, { width, height, channels: 3 });
  return {
    data: await whole
      .resize({ ...size, fit: 'fill' })
      .raw()
      .toBuffer(),
    ...size,
  };
}

/** Decode a photo upright, in the size that `sizeOf(width, height)` says. */
function decoded(bytes: Buffer, sizeOf: typeof readingSize, memory: MemoryBudget): Promise<Picture> {
  return withPhoto(
    bytes,
    memory,
    async ({ image, width, height }) => {
      const size = sizeOf(width, height);
      return {
        data: await image
          .resize({ ...size, fit: 'fill' })
          .raw()
          .toBuffer(),
        ...size,
      };
    },
    ({ width, height }) => width / sizeOf(width, height).width >= LEAST_SHRINK,
  );
}
