/** Reads a file once and extracts what the index needs. Runs in the decoding child process. */

import { createHash } from 'node:crypto';
import { PicsiftError } from '../../base/errors.ts';
import { type DecodedPhoto, decodePhoto } from '../../library/decode/decode.ts';
import type { DecodingMemory } from '../../library/decode/memory.ts';
import { isPlainPicture } from '../../library/decode/plain.ts';
import type { FileStamp } from '../../library/files/file-stamp.ts';
import { MAX_FILE_BYTES } from '../../library/files/formats.ts';
import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import { readMetadata } from '../../library/metadata/read-metadata.ts';
import { readSidecars, type Sidecar } from '../../library/metadata/sidecars.ts';
import { geometryFor, type Preprocessing } from '../../model/run/preprocess.ts';
import { type Unread, withFile } from './read-file.ts';

export interface DecodeRequest {
  readonly file: FileStamp;
  /** Preprocessing of the model. Absent: no pixels are wanted. */
  readonly preprocessing?: Preprocessing | undefined;
  /** Read only the sidecars, not the file itself. */
  readonly sidecarsOnly?: boolean | undefined;
  /** Also find out whether the program that the photo's vector was imported from saw the same pixels. */
  readonly imported?: boolean | undefined;
}

/** Facts of a file other than its pixels. */
export interface Description {
  readonly sha256: Uint8Array;
  readonly metadata: PhotoMetadata;
  readonly sidecar: Sidecar | undefined;
}

export type DecodeReply =
  /** No pixels were wanted. */
  | ({ readonly kind: 'hashed' } & Description)
  | ({
      readonly kind: 'decoded';
      readonly decoded: DecodedPhoto;
      /** See plain.ts; only if `imported` asked for it. */
      readonly plain?: boolean;
    } & Description)
  | { readonly kind: 'annotated'; readonly sidecar: Sidecar | undefined }
  | Unread;

/**
 * Read and hash a file; decode it if pixels are wanted.
 * @param wantsPixels called with the SHA-256 of the file.
 * @throws PicsiftError `photo-unreadable` with the reason.
 */
export async function decodeFile(
  { file, preprocessing, sidecarsOnly = false, imported = false }: DecodeRequest,
  memory: DecodingMemory,
  wantsPixels: (sha256: Uint8Array) => Promise<boolean>,
): Promise<DecodeReply> {
  const sidecar = await readSidecars(file.sidecars ?? []);
  if (sidecarsOnly) return { kind: 'annotated', sidecar };
  if (file.size > MAX_FILE_BYTES) throw new PicsiftError('photo-unreadable', 'the file is too large');
  const work = () =>
    withFile(file, async (bytes): Promise<DecodeReply> => {
      // Hash and pixels come from the same bytes, so they match even if the file changes in the meantime.
      const sha256 = createHash('sha256').update(bytes).digest();
      if (preprocessing === undefined || !(await wantsPixels(sha256))) {
        return { kind: 'hashed', sha256, metadata: readMetadata(bytes), sidecar };
      }
      const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
      const decoded = await decodePhoto(bytes, geometryOf, preprocessing.resample, memory.pixels);
      const description = { sha256, metadata: readMetadata(bytes), sidecar };
      if (!imported) return { kind: 'decoded', decoded, ...description };
      return { kind: 'decoded', decoded, plain: await isPlainPicture(bytes), ...description };
    });
  return memory.files.use(file.size, work);
}
