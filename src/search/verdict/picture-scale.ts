/**
 * Judges how much a photo looks like the picture that is asked about. Words are judged in another way (see verdict.ts): a
 * phrase says what a photo shows, but a picture is only ever compared with pictures, and one exact copy is the answer
 * however little all the others are like it.
 *
 * The scale is that of the library itself: how much two of its photos have in common by chance, and how much a photo has
 * in common with its nearest relatives. It holds for every model. docs/verdict.md has the figures.
 */

import { fastDot } from '../../base/dot.ts';
import type { Verdict } from './verdict.ts';

/** The smallest cosines for a verdict. */
export interface PictureScale {
  readonly fair: number;
  readonly strong: number;
}

/** Share of a library that may be other shots of the same scene: they are no measure of what is merely alike. */
const OTHER_SHOTS = 0.02;
/** From what two photos have in common by chance to what near relatives have. */
const FAIR = 0.8;
/** From what near relatives have in common to the same picture. */
const STRONG = 0.5;
/** For a library of one photo: it has no relatives. */
const WITHOUT_RELATIVES: PictureScale = { fair: 0.4, strong: 0.75 };

/**
 * Make the scale of a library.
 * @param references unit vectors of some of its photos; each is compared with the sample.
 * @param sample unit vectors of photos, which may be the same.
 */
export function makePictureScale(references: readonly Float32Array[], sample: readonly Float32Array[]): PictureScale {
  const compared = references.map((reference) =>
    sample.filter((photo) => !isSame(photo, reference)).map((photo) => fastDot(photo, reference)),
  );
  const all = compared.flat();
  if (all.length === 0) return WITHOUT_RELATIVES;
  const byChance = all.reduce((sum, cosine) => sum + cosine, 0) / all.length;
  const passedOver = Math.ceil(OTHER_SHOTS * sample.length);
  const nearest = compared.flatMap((cosines) => {
    cosines.sort((a, b) => b - a);
    return cosines[Math.min(passedOver, cosines.length - 1)] ?? [];
  });
  const relative = nearest.sort((a, b) => a - b)[Math.floor(nearest.length / 2)]!;
  return { fair: byChance + FAIR * (relative - byChance), strong: relative + STRONG * (1 - relative) };
}

/** Judge a photo by its cosine to the picture. */
export function pictureVerdict(cosine: number, { fair, strong }: PictureScale): Verdict {
  if (cosine >= strong) return 'strong';
  return cosine >= fair ? 'fair' : 'weak';
}

/** Copies of a photo have the same vector. */
function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, index) => value === b[index]);
}
