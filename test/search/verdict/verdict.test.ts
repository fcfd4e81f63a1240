import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from '../../../src/base/dot.ts';
import { ORDINARY_PHRASES } from '../../../src/search/verdict/ordinary-phrases.ts';
import { judge, judgedCount, makeYardstick, rivalsOf, type ScoredPhoto } from '../../../src/search/verdict/verdict.ts';
import { unit as normalised, seededRandom } from '../../support/catalogs/made-up-vectors.ts';

const DIMENSION = 24;

const random = seededRandom(20);
const unit = (values: readonly number[]) => normalised(Float32Array.from(values));
const noise = () => Array.from({ length: DIMENSION }, random.normal);
const near = (subject: Float32Array) => unit(noise().map((value, i) => subject[i]! + 0.15 * value));

/**
 * Eight subjects at right angles: by chance, two random ones could be alike. The library shows the first four; the
 * references contain all except the fourth and the last.
 */
const subjects = Array.from({ length: 8 }, (_, subject) =>
  unit(Array.from({ length: DIMENSION }, (_, i) => (i % 8 === subject ? 1 : 0))),
);
const references = [0, 1, 2, 4, 5, 6].flatMap((subject) => Array.from({ length: 6 }, () => near(subjects[subject]!)));
const library = Array.from({ length: 400 }, (_, photo) => near(subjects[photo % 4]!));

function search(query: Float32Array, photos = library, among = references) {
  const all: ScoredPhoto[] = photos.map((vector) => ({
    rivals: rivalsOf(vector, { references: among }),
    score: dot(vector, query),
  }));
  const mean = all.reduce((sum, { score }) => sum + score, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / all.length);
  const best = all.toSorted((a, b) => b.score - a.score).slice(0, 30);
  const scores = { total: all.length, deviation };
  const yardstick = makeYardstick(among, photos);
  return { best, scores, yardstick, judgement: judge(yardstick, best, scores) };
}

describe('judge', () => {
  it('calls subjects of the library strong, and others weak', () => {
    expect(search(subjects[3]!).judgement.answer).toBe('strong');
    // Six references show the same subject.
    expect(search(subjects[0]!).judgement.answer).not.toBe('weak');
    expect(search(subjects[7]!).judgement.answer).toBe('weak');
    expect(search(unit(noise())).judgement.answer).toBe('weak');
  });

  it('judges each result separately, and none better than the answer', () => {
    const { best, judgement } = search(subjects[3]!);
    expect(judgement.of(best[0]!.score)).toBe(judgement.answer);
    expect(judgement.of(0.1)).toBe('weak');
    const poor = search(subjects[7]!).judgement;
    expect(poor.of(1)).toBe('weak');
  });

  it('never judges a higher score lower', () => {
    const { best, scores, yardstick } = search(subjects[2]!);
    const score = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(score, score, (a, b) => {
        const judged = [Math.min(a, b), Math.max(a, b)].map((top) =>
          judge(yardstick, [{ ...best[0]!, score: top }, ...best.slice(1)], scores),
        );
        expect(judged[0]!.share).toBeLessThanOrEqual(judged[1]!.share);
      }),
    );
  });

  it('never judges a result worse than one with a lower score', () => {
    const score = fc.double({ min: -1, max: 1, noNaN: true });
    const photos = fc.array(fc.record({ score, rivals: score }), { minLength: 1, maxLength: 40 });
    const { yardstick } = search(subjects[2]!);
    fc.assert(
      fc.property(photos, fc.array(score), fc.double({ min: 0, max: 1, noNaN: true }), (found, others, deviation) => {
        const best = found.toSorted((a, b) => b.score - a.score);
        const { answer, of } = judge(yardstick, best, { total: 1_000, deviation });
        const scores = [...best.map((photo) => photo.score), ...others].toSorted((a, b) => b - a);
        const verdicts = scores.map(of).map((verdict) => ['strong', 'fair', 'weak'].indexOf(verdict));
        expect(verdicts).toEqual(verdicts.toSorted((a, b) => a - b));
        expect(of(best[0]!.score)).toBe(answer);
      }),
    );
  });

  it('is independent of the scale of the model: a component that all vectors share changes nothing', () => {
    const narrowed = (vector: Float32Array) => unit([...vector, 2]);
    for (const subject of subjects) {
      const query = near(subject);
      const wide = search(query).judgement.share;
      const narrow = search(narrowed(query), library.map(narrowed), references.map(narrowed)).judgement.share;
      // Float32 rounding may swap neighbours among the references.
      expect(Math.abs(wide - narrow)).toBeLessThan(2.5 / references.length);
    }
  });

  it('gives a verdict for a library of one, of a few and of none', () => {
    for (const size of [1, 2, 5]) {
      const photos = library.slice(0, size);
      expect(search(subjects[0]!, photos).judgement.answer).not.toBe('weak');
      expect(search(subjects[7]!, photos).judgement.answer).toBe('weak');
    }
    expect(judge(makeYardstick(references, []), [], { total: 0, deviation: 0 }).answer).toBe('weak');
  });

  it('expects a higher score from the best of a million', () => {
    const { best, yardstick } = search(subjects[1]!);
    const shares = [1, 10, 1000, 1_000_000].map((total) => judge(yardstick, best, { total, deviation: 0.1 }).share);
    expect(judgedCount(1_000_000)).toBe(30);
    expect(shares.at(-1)).toBeLessThanOrEqual(shares.at(-2)!);
    expect(shares.every(Number.isFinite)).toBe(true);
  });

  it('finds nothing outstanding where everything is alike', () => {
    const same = library[0]!;
    const alike = Array<Float32Array>(50).fill(same);
    expect(search(same, alike, Array<Float32Array>(6).fill(same)).judgement).toMatchObject({
      answer: 'weak',
      share: 0,
    });
    const scored = {
      ...search(subjects[0]!),
      equal: library.slice(0, 30).map((vector) => ({ rivals: rivalsOf(vector, { references }), score: 0.2 })),
    };
    const { answer, share } = judge(scored.yardstick, scored.equal, { total: 400, deviation: 0 });
    expect(answer).toBe('weak');
    expect(share).not.toBeNaN();
  });
});

describe('ORDINARY_PHRASES', () => {
  it('are many, and all different', () => {
    expect(new Set(ORDINARY_PHRASES).size).toBe(ORDINARY_PHRASES.length);
    expect(ORDINARY_PHRASES.length).toBeGreaterThan(150);
    expect(ORDINARY_PHRASES).toContain('a photo');
  });
});
