/** Decides whether a root is present, by its known files. No marker file is written into it. */

import type { StoredPhoto } from '../../catalog/photos.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';
import type { Unread } from '../../library/files/scan.ts';
import type { Decoder } from './decoder.ts';

/** The reason of a root that does not exist. */
export const MISSING = 'is missing';

/** Maximum number of files that are hashed before a root counts as replaced by another one. */
const SAMPLED = 8;

export interface PresenceInput {
  readonly root: string;
  readonly unread: readonly Unread[];
  /** Number of known, unchanged files. One of them proves that the root is present. */
  readonly unchanged: number;
  /** All files that were found, if none is unchanged. */
  readonly files: readonly ScannedFile[];
  /** Returns the photos of the root that the scan should have found. Called only if no file is unchanged. */
  readonly photos: () => readonly StoredPhoto[];
  /** True if a person accepts the current state of the root. */
  readonly accept: boolean;
  /** Returns the id of the content with this hash. */
  readonly contentIdOf: (sha256: Buffer) => number | undefined;
  readonly decoder: Decoder;
}

/** Decide whether a root is offline. @returns the reason, to follow its name: "is missing"; undefined if online. */
export async function whyOffline(input: PresenceInput): Promise<string | undefined> {
  const { root, unread, unchanged, files, photos, accept, contentIdOf, decoder } = input;
  const itself = unread.find(({ path }) => path === root);
  if (itself !== undefined) return reasonFor(itself.reason);
  if (accept || unchanged > 0) return undefined;
  const expected = photos();
  if (expected.length === 0) return undefined;
  // An unplugged drive leaves an empty folder behind. It does not mean that a person deleted every photo.
  if (files.length === 0) return 'is suddenly empty';
  if (looksFamiliar(files, expected)) return undefined;
  const isKnown = await holdsKnownContent(files, expected, contentIdOf, decoder);
  return isKnown ? undefined : 'holds other photos, none of the known ones';
}

/**
 * Decide whether names and stamps alone show that these are the known photos: one file has known stamps (it may have
 * moved inside the root), or half of the known paths exist. A few equal paths prove nothing: every camera has an
 * IMG_0001.JPG.
 */
function looksFamiliar(files: readonly ScannedFile[], photos: readonly StoredPhoto[]): boolean {
  const stampOf = ({ size, mtimeNs }: ScannedFile | StoredPhoto) => `${size}:${mtimeNs}`;
  const stamps = new Set(photos.map(stampOf));
  if (files.some((file) => stamps.has(stampOf(file)))) return true;
  const paths = new Set(photos.map(({ path }) => path));
  return files.filter(({ path }) => paths.has(path)).length * 2 >= photos.length;
}

/** Decide whether some files have known contents. Needed for photos that were copied to new names and new times. */
async function holdsKnownContent(
  files: readonly ScannedFile[],
  photos: readonly StoredPhoto[],
  contentIdOf: PresenceInput['contentIdOf'],
  decoder: Decoder,
): Promise<boolean> {
  const sizes = new Set(photos.map(({ size }) => size));
  const contents = new Set(photos.map(({ contentId }) => contentId));
  for (const file of files.filter(({ size }) => sizes.has(size)).slice(0, SAMPLED)) {
    // A file that cannot be read proves nothing; the run reports it later.
    const reply = await decoder.call({ file }).catch(() => undefined);
    const contentId = reply !== undefined && 'sha256' in reply ? contentIdOf(Buffer.from(reply.sha256)) : undefined;
    if (contentId !== undefined && contents.has(contentId)) return true;
  }
  return false;
}

function reasonFor(code: string): string {
  if (code === 'ENOENT') return MISSING;
  if (code === 'ENOTDIR') return 'is not a folder any more';
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read' : `cannot be read (${code})`;
}
