/** One file, read once, to what the index needs of it. Runs in the decoding child. */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { PicsiftError, systemCode } from '../../base/errors.ts';
import { type DecodedPhoto, decodePhoto } from '../../library/decode/decode.ts';
import type { DecodingMemory } from '../../library/decode/memory.ts';
import { type ScannedFile, stampOf } from '../../library/files/file-stamp.ts';
import { MAX_FILE_BYTES } from '../../library/files/formats.ts';
import { rawPath } from '../../library/files/raw-path.ts';
import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import { readMetadata } from '../../library/metadata/read-metadata.ts';
import { readSidecars, type Sidecar } from '../../library/metadata/sidecars.ts';
import { geometryFor, type Preprocessing } from '../../model/run/preprocess.ts';

export interface DecodeRequest {
  readonly file: ScannedFile;
  /** How the model wants its pictures; absent: no pixels are wanted. */
  readonly preprocessing?: Preprocessing | undefined;
  /** Only the sidecars are wanted: the file itself is not looked at. */
  readonly sidecarsOnly?: boolean | undefined;
}

/** What there is to know of a file beside its pixels. */
export interface Description {
  readonly sha256: Uint8Array;
  readonly metadata: PhotoMetadata;
  readonly sidecar: Sidecar | undefined;
}

export type DecodeReply =
  /** The caller wanted no pixels. */
  | ({ readonly kind: 'hashed' } & Description)
  | ({ readonly kind: 'decoded'; readonly decoded: DecodedPhoto } & Description)
  | { readonly kind: 'annotated'; readonly sidecar: Sidecar | undefined }
  /** It is not the file that was scanned: written to, or gone. */
  | { readonly kind: 'unsettled' }
  /** The system did not let it be read. That says nothing about the photo. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Read, hash and, where pixels are wanted, decode.
 * @param wantsPixels asked when the SHA-256 is known.
 * @throws PicsiftError `photo-unreadable` with the reason.
 */
export async function decodeFile(
  { file, preprocessing, sidecarsOnly = false }: DecodeRequest,
  memory: DecodingMemory,
  wantsPixels: (sha256: Uint8Array) => Promise<boolean>,
): Promise<DecodeReply> {
  const sidecar = await readSidecars(file.sidecars ?? []);
  if (sidecarsOnly) return { kind: 'annotated', sidecar };
  if (file.size > MAX_FILE_BYTES) throw new PicsiftError('photo-unreadable', 'the file is too large');
  return memory.files.use(file.size, async () => {
    const bytes = await readWhole(file);
    if (!Buffer.isBuffer(bytes)) return bytes;
    // Hash and pixels come from the same bytes: what is stored belongs together even while files change.
    const sha256 = createHash('sha256').update(bytes).digest();
    if (preprocessing === undefined || !(await wantsPixels(sha256))) {
      return { kind: 'hashed', sha256, metadata: readMetadata(bytes), sidecar };
    }
    const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
    const decoded = await decodePhoto(bytes, geometryOf, preprocessing.resample, memory.pixels);
    return { kind: 'decoded', sha256, decoded, metadata: readMetadata(bytes), sidecar };
  });
}

/** The file's bytes, where they are those of the stamps: not half-copied, changed or deleted. */
async function readWhole(
  file: ScannedFile,
): Promise<Buffer | Extract<DecodeReply, { kind: 'unsettled' | 'unreadable' }>> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(file);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'unsettled' };
    // The path is left out: who is told knows it, or must not.
    const denied = code === 'EACCES' || code === 'EPERM';
    return { kind: 'unreadable', reason: denied ? 'picsift may not read the file' : `reading it failed (${code})` };
  }
  const now = await stampOf(file.path);
  const isWhole = now?.size === file.size && now.mtimeNs === file.mtimeNs && bytes.length === file.size;
  return isWhole ? bytes : { kind: 'unsettled' };
}

/** One read into memory of the right size: `readFile` reads in pieces and joins them. Shorter where the file is. */
async function readBytes({ path, size }: ScannedFile): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  const handle = await open(rawPath(path));
  try {
    for (let end = 0; ; ) {
      const { bytesRead } = await handle.read(bytes, end);
      end += bytesRead;
      if (bytesRead === 0 || end === size) return bytes.subarray(0, end);
    }
  } finally {
    await handle.close();
  }
}
