/** Near-identical shots: bursts, copies, exports, re-encodes. Pure. */

import { fastDot } from '../../base/dot.ts';
import { hammingDistance } from '../../library/decode/perceptual-hash.ts';

/** What tells one shot from another. */
export interface Shot {
  readonly contentId: number;
  /** See library/decode/perceptual-hash.ts; null: not known. */
  readonly perceptualHash: Uint8Array | null;
  /** Unit vector. */
  readonly vector: Float32Array;
}

/**
 * Of 499,500 pairs of different photos (Flickr8k's test split) none differed by 6 bits or fewer, and 67 by 12 or fewer,
 * with cosines of 0.7 at most: a large library has such pairs by chance, and the cosine keeps nearly all of them apart.
 * A photo and its re-encoded, brightened, scaled or slightly cropped copy differ by 0 to 12 bits. docs/searching.md
 * has the table.
 */
const SURE = { bits: 6, cosine: 0.5 };
const LIKELY = { bits: 12, cosine: 0.85 };

/**
 * True where both show the same moment, near enough to be shown as one.
 * @internal
 */
export function isSameShot(a: Shot, b: Shot): boolean {
  return a.contentId === b.contentId || isAlike(a, b, SURE) || isAlike(a, b, LIKELY);
}

/** True where both are the same picture but for its making: a copy, an export, the next shot of a burst. */
export function isSureShot(a: Shot, b: Shot): boolean {
  return a.contentId === b.contentId || isAlike(a, b, SURE);
}

function isAlike(a: Shot, b: Shot, bar: typeof SURE): boolean {
  if (
    a.perceptualHash === null ||
    b.perceptualHash === null ||
    hammingDistance(a.perceptualHash, b.perceptualHash) > bar.bits
  )
    return false;
  return fastDot(a.vector, b.vector) >= bar.cosine;
}

/** A shot and those near-identical to it. */
export interface ShotGroup<T> {
  /** The first of them in the order given. */
  readonly first: T;
  readonly others: T[];
}

/** Each shot joins the first group whose first shot is the same. Keeps the order. */
export function groupShots<T extends Shot>(shots: Iterable<T>): ShotGroup<T>[] {
  const groups: ShotGroup<T>[] = [];
  for (const shot of shots) {
    const group = groups.find(({ first }) => isSameShot(first, shot));
    if (group === undefined) groups.push({ first: shot, others: [] });
    else group.others.push(shot);
  }
  return groups;
}
