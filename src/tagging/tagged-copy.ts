/**
 * Makes a copy of a photo or a sidecar that differs only in one keyword, and proves that. Runs in the tagging child
 * process. It reads the original and never writes to it.
 */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { PicsiftError } from '../base/errors.ts';
import { isRaw } from '../library/decode/formats/raw.ts';
import type { MemoryBudget } from '../library/decode/memory.ts';
import { pixelHash } from '../library/decode/pixel-hash.ts';
import { MAX_FILE_BYTES } from '../library/files/formats.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { NOTHING_KNOWN, type PhotoMetadata } from '../library/metadata/photo-metadata.ts';
import { readMetadata, readXmp } from '../library/metadata/read-metadata.ts';
import type { KeywordWriter } from './exiftool.ts';
import type { KeywordChange } from './keyword.ts';

export interface CopyRequest {
  readonly kind: 'photo' | 'sidecar';
  /** Path of the file; undefined to create a sidecar. */
  readonly original: string | undefined;
  /**
   * Path of the tagged copy: a new file in picsift's temporary folder. Without an extension ExifTool detects the format
   * from the content; a sidecar needs ".xmp".
   */
  readonly copy: string;
  readonly change: KeywordChange;
  /** All keywords of the photo. */
  readonly keywords: readonly string[];
}

export interface TaggedCopy {
  /** SHA-256 of the original; undefined if there was none. */
  readonly original: Uint8Array | undefined;
  /** SHA-256 of the copy. */
  readonly copy: Uint8Array;
  /** Metadata of the copy. */
  readonly metadata: PhotoMetadata;
}

/**
 * Make the copy, and check that its pixels and its other metadata are unchanged.
 * @throws PicsiftError `photo-unwritable`, `photo-unreadable` with the reason.
 */
export async function makeTaggedCopy(
  { kind, original, copy, change, keywords }: CopyRequest,
  writer: KeywordWriter,
  memory: MemoryBudget,
): Promise<TaggedCopy> {
  const read = kind === 'photo' ? readMetadata : readXmp;
  const describe = async (bytes: Buffer) => ({
    sha256: sha256(bytes),
    metadata: read(bytes),
    pixels: kind === 'photo' ? await pixelHash(bytes, memory) : undefined,
  });

  let before: Awaited<ReturnType<typeof describe>> | undefined;
  if (original !== undefined) {
    const bytes = await readFile(rawPath(original));
    if (bytes.length > MAX_FILE_BYTES) throw new PicsiftError('photo-unreadable', 'the file is too large');
    if (kind === 'photo' && isRaw(bytes))
      throw new PicsiftError('photo-unwritable', 'it is a RAW file under another name');
    before = await describe(bytes);
    await writeFile(copy, bytes);
  }
  await writer.write(copy, change, keywords);
  const after = await describe(await readFile(copy));
  if (after.pixels !== before?.pixels)
    throw new PicsiftError('photo-unwritable', 'writing the keyword would change its pixels');
  const wanted = withChange(before?.metadata ?? NOTHING_KNOWN, change, keywords);
  if (!isDeepStrictEqual(inOrder(after.metadata), inOrder(wanted))) {
    const text = 'writing the keyword would change other metadata too';
    throw new PicsiftError('photo-unwritable', text);
  }
  return { original: before?.sha256, copy: after.sha256, metadata: after.metadata };
}

function withChange(
  metadata: PhotoMetadata,
  { action, keyword }: KeywordChange,
  known: readonly string[],
): PhotoMetadata {
  const keywords =
    action === 'remove'
      ? metadata.keywords.filter((word) => word !== keyword)
      : [...(metadata.keywords.length > 0 ? metadata.keywords : known), keyword];
  return { ...metadata, keywords };
}

/** Sort the keywords: their order, and the list that holds them, do not matter for the comparison. */
function inOrder(metadata: PhotoMetadata): PhotoMetadata {
  return { ...metadata, keywords: metadata.keywords.toSorted() };
}

function sha256(bytes: Buffer): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
