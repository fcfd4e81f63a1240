/** Groups near-identical shots: bursts, copies, exports, re-encodes. Pure. */

import { fastDot } from '../../base/dot.ts';
import { hammingDistance } from '../../library/decode/perceptual-hash.ts';

/** The data by which shots are compared. */
export interface Shot {
  readonly contentId: number;
  /** See library/decode/perceptual-hash.ts. Null: not known. */
  readonly perceptualHash: Uint8Array | null;
  /** Unit vector. */
  readonly vector: Float32Array;
}

/**
 * Of 499,500 pairs of different photos (test split of Flickr8k), none differed by 6 bits or fewer, and 67 differed by
 * 12 or fewer. The cosine of one of these is 0.855 with the built-in model; with two other models all were 0.7 at most.
 * So a large library has such pairs by chance, and the cosine separates nearly all of them. A photo and its re-encoded,
 * brightened, scaled or slightly cropped copy differ by 0 to 12 bits.
 * docs/searching.md has the table.
 */
const SURE = { bits: 6, cosine: 0.5 };
const LIKELY = { bits: 12, cosine: 0.85 };
/**
 * Of 40 photos of Flickr8k, re-encoded copies differed by 0 to 2 bits, copies of 60 % of the size by 0 to 3; copies turned by
 * 4 degrees by 4 or more, and those without a tenth of the width, of which one differed by 2, by 4 or more.
 */
const SAME_PICTURE = { bits: 3, cosine: 0.4 };

/**
 * Decide whether both show the same moment, so that results show only one of them.
 * @internal
 */
export function isSameShot(a: Shot, b: Shot): boolean {
  return a.contentId === b.contentId || isAlike(a, b, SURE) || isAlike(a, b, LIKELY);
}

/** Decide whether both show the same picture: a copy, an export, the next shot of a burst. */
export function isSureShot(a: Shot, b: Shot): boolean {
  return a.contentId === b.contentId || isAlike(a, b, SURE);
}

/** Decide whether both are the same picture in other files: another size, format or quality. */
export function isSamePicture(a: Shot, b: Shot): boolean {
  return a.contentId === b.contentId || isAlike(a, b, SAME_PICTURE);
}

function isAlike(a: Shot, b: Shot, limits: typeof SURE): boolean {
  if (
    a.perceptualHash === null ||
    b.perceptualHash === null ||
    hammingDistance(a.perceptualHash, b.perceptualHash) > limits.bits
  )
    return false;
  return fastDot(a.vector, b.vector) >= limits.cosine;
}

/** A shot and the shots near-identical to it. */
export interface ShotGroup<T> {
  /** The first one in the given order. */
  readonly first: T;
  readonly others: T[];
}

/** Group shots: each joins the first group whose first shot is near-identical to it. Keeps the order. */
export function groupShots<T extends Shot>(shots: Iterable<T>): ShotGroup<T>[] {
  const groups: ShotGroup<T>[] = [];
  for (const shot of shots) {
    const group = groups.find(({ first }) => isSameShot(first, shot));
    if (group === undefined) groups.push({ first: shot, others: [] });
    else group.others.push(shot);
  }
  return groups;
}
