import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fastDot } from '../../../src/base/dot.ts';
import { makePictureScale, pictureVerdict } from '../../../src/search/verdict/picture-scale.ts';
import { seededRandom, unit } from '../../support/catalogs/made-up-vectors.ts';

const DIMENSION = 64;
const random = seededRandom(4);
const noise = () => Array.from({ length: DIMENSION }, random.normal);
const some = () => unit(Float32Array.from(noise()));
/** A vector that has this cosine to another one, approximately. */
const like = (vector: Float32Array, cosine: number) => {
  const other = some();
  return unit(vector.map((value, i) => cosine * value + Math.sqrt(1 - cosine ** 2) * other[i]!));
};

/** Photos of twenty kinds: those of a kind have a cosine of about a half. */
const kinds = Array.from({ length: 20 }, some);
const library = Array.from({ length: 400 }, (_, n) => like(kinds[n % 20]!, 0.7));
const scale = makePictureScale(library.slice(0, 64), library);
const verdict = (a: Float32Array, b: Float32Array, by = scale) => pictureVerdict(fastDot(a, b), by);

it('calls the same picture strong, its relatives fair, and others weak', () => {
  expect(verdict(library[0]!, library[0]!)).toBe('strong');
  expect(verdict(library[0]!, like(library[0]!, 0.9))).toBe('strong');
  const relatives = library.filter((_, n) => n % 20 === 0).slice(1);
  const others = library.filter((_, n) => n % 20 === 7);
  const share = (photos: readonly Float32Array[], wanted: string) =>
    photos.filter((photo) => verdict(library[0]!, photo) === wanted).length / photos.length;
  expect(share(relatives, 'fair')).toBeGreaterThan(0.5);
  expect(share(relatives, 'strong')).toBe(0);
  expect(share(others, 'weak')).toBeGreaterThan(0.9);
});

it('is the same for a library in which every photo has a copy and another shot', () => {
  const copied = library.slice(0, 130).flatMap((photo) => [photo, photo, like(photo, 0.9)]);
  const other = makePictureScale(copied.slice(0, 64), copied);
  expect(other.strong).toBeCloseTo(scale.strong, 1);
  expect(other.fair).toBeCloseTo(scale.fair, 1);
});

it('has a scale for few photos, and for none', () => {
  for (const photos of [
    [],
    library.slice(0, 1),
    library.slice(0, 2),
    library.slice(0, 5),
    Array(3).fill(library[0]!),
  ]) {
    const small = makePictureScale(photos, photos);
    expect(small.fair).toBeLessThan(small.strong);
    expect(pictureVerdict(1, small)).toBe('strong');
  }
});

it('never judges a higher cosine lower', () => {
  const cosine = fc.double({ min: -1, max: 1, noNaN: true });
  const rank = (value: number) => ['weak', 'fair', 'strong'].indexOf(pictureVerdict(value, scale));
  fc.assert(
    fc.property(cosine, cosine, (a, b) => {
      expect(rank(Math.max(a, b))).toBeGreaterThanOrEqual(rank(Math.min(a, b)));
    }),
  );
});
