/** Is a root there, or something else in its place? Judged by its known files: no marker is written into it. */

import type { StoredPhoto } from '../../catalog/photos.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';
import type { Unread } from '../../library/files/scan.ts';
import type { Decoder } from './decoder.ts';

/** Files whose bytes are compared with the known contents, at most, before a root is taken for another one. */
const SAMPLED = 8;

export interface PresenceInput {
  readonly root: string;
  readonly unread: readonly Unread[];
  /** How many known files are there as they were: one of them is proof enough. */
  readonly unchanged: number;
  /** What was found, where none of it is unchanged. */
  readonly files: readonly ScannedFile[];
  /** The photos of the root that the scan would have found. Asked for only where nothing is unchanged. */
  readonly photos: () => readonly StoredPhoto[];
  /** True where a person says that what is there now is what shall be there. */
  readonly accept: boolean;
  /** The content that has this hash. */
  readonly contentIdOf: (sha256: Buffer) => number | undefined;
  readonly decoder: Decoder;
}

/** @returns what shows that the root is offline, to follow its name: "is not there"; undefined where it is there. */
export async function whyOffline(input: PresenceInput): Promise<string | undefined> {
  const { root, unread, unchanged, files, photos, accept, contentIdOf, decoder } = input;
  const itself = unread.find(({ path }) => path === root);
  if (itself !== undefined) return reasonFor(itself.reason);
  if (accept || unchanged > 0) return undefined;
  const expected = photos();
  if (expected.length === 0) return undefined;
  // A drive that was pulled out leaves an empty folder behind: that is not a person deleting every photo.
  if (files.length === 0) return 'is suddenly empty';
  if (looksFamiliar(files, expected)) return undefined;
  const isKnown = await holdsKnownContent(files, expected, contentIdOf, decoder);
  return isKnown ? undefined : 'holds other photos, none of the known ones';
}

/**
 * True where names and stamps alone show that these are the known photos: one of them is there unchanged, wherever in
 * the root it went, or half of the paths are. A few equal paths prove nothing: every camera has an IMG_0001.JPG.
 */
function looksFamiliar(files: readonly ScannedFile[], photos: readonly StoredPhoto[]): boolean {
  const stampOf = ({ size, mtimeNs }: ScannedFile | StoredPhoto) => `${size}:${mtimeNs}`;
  const stamps = new Set(photos.map(stampOf));
  if (files.some((file) => stamps.has(stampOf(file)))) return true;
  const paths = new Set(photos.map(({ path }) => path));
  return files.filter(({ path }) => paths.has(path)).length * 2 >= photos.length;
}

/** For photos that were copied to other names and lost their times. */
async function holdsKnownContent(
  files: readonly ScannedFile[],
  photos: readonly StoredPhoto[],
  contentIdOf: PresenceInput['contentIdOf'],
  decoder: Decoder,
): Promise<boolean> {
  const sizes = new Set(photos.map(({ size }) => size));
  const contents = new Set(photos.map(({ contentId }) => contentId));
  for (const file of files.filter(({ size }) => sizes.has(size)).slice(0, SAMPLED)) {
    // What cannot be read proves nothing, and the run will say why.
    const reply = await decoder.call({ file }).catch(() => undefined);
    const contentId = reply !== undefined && 'sha256' in reply ? contentIdOf(Buffer.from(reply.sha256)) : undefined;
    if (contentId !== undefined && contents.has(contentId)) return true;
  }
  return false;
}

function reasonFor(code: string): string {
  if (code === 'ENOENT') return 'is not there';
  if (code === 'ENOTDIR') return 'is no folder any more';
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read' : `cannot be read (${code})`;
}
