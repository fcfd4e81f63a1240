import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredPhoto } from '../../src/catalog/photos.ts';
import { type PlanInput, planIndexing } from '../../src/indexing/plan.ts';
import { METADATA_VERSION } from '../../src/library/photo-metadata.ts';

const stamp = fc.record({ size: fc.integer({ min: 0, max: 3 }), mtimeNs: fc.bigInt({ min: 0n, max: 3n }) });
const path = fc.constantFrom('/p/a.jpg', '/p/b.jpg', '/p/c/d.jpg', '/p/c/e.jpg', '/p/f.jpg');
const files = fc.uniqueArray(
  fc.tuple(path, stamp).map(([at, stamps]) => ({ path: at, ...stamps })),
  { selector: (file) => file.path },
);
const photos = fc.uniqueArray(
  fc.tuple(path, stamp, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
    ([at, stamps, contentId, embedded]): StoredPhoto => ({
      id: at.charCodeAt(3),
      path: at,
      ...stamps,
      contentId,
      embedded,
      metadataVersion: METADATA_VERSION,
      sidecarStamps: '',
    }),
  ),
  { selector: (photo) => photo.path },
);
const failures = fc.uniqueArray(
  fc.tuple(path, stamp).map(([at, stamps]) => ({ path: at, ...stamps, code: 'photo-unreadable', message: 'x' })),
  { selector: (failure) => failure.path },
);
const input = fc
  .record({ files, photos, failures, blind: fc.boolean() })
  .map(({ blind, ...rest }): PlanInput => ({ ...rest, couldSee: (at) => !blind || !at.startsWith('/p/c/') }));

describe('planIndexing', () => {
  it('accounts for every stored photo exactly once', () => {
    fc.assert(
      fc.property(input, (given) => {
        const plan = planIndexing(given);
        const inspected = plan.inspect.filter(({ photo }) => photo !== undefined).length;
        const unseen = given.photos.filter(
          (photo) => !given.files.some((file) => file.path === photo.path) && !given.couldSee(photo.path),
        ).length;
        const failing = given.photos.filter(
          (photo) =>
            given.files.some((file) => file.path === photo.path) && !plan.inspect.some((each) => each.photo === photo),
        ).length;
        expect(inspected + plan.missing.length + unseen + failing).toBe(given.photos.length);
        expect(plan.kept).toBeLessThanOrEqual(failing);
      }),
    );
  });

  it('never removes what it could not see, nor what is on disk', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const { path: at } of planIndexing(given).missing) {
          expect(given.couldSee(at)).toBe(true);
          expect(given.files.some((file) => file.path === at)).toBe(false);
        }
      }),
    );
  });

  it('looks at every file that is new, changed or not embedded, unless it failed and is unchanged', () => {
    fc.assert(
      fc.property(input, (given) => {
        const plan = planIndexing(given);
        const same = (a: { size: number; mtimeNs: bigint }, b: { size: number; mtimeNs: bigint }) =>
          a.size === b.size && a.mtimeNs === b.mtimeNs;
        for (const file of given.files) {
          const photo = given.photos.find((each) => each.path === file.path);
          const failure = given.failures.find((each) => each.path === file.path);
          const settled = photo?.embedded === true && same(photo, file);
          const failed = failure !== undefined && same(failure, file);
          expect(plan.inspect.some((each) => each.file === file)).toBe(!settled && !failed);
        }
      }),
    );
  });

  it('has nothing left to do once it has been carried out', () => {
    fc.assert(
      fc.property(input, (given) => {
        const plan = planIndexing(given);
        const gone = new Set(plan.missing);
        const afterwards = [
          ...given.photos.filter((photo) => !gone.has(photo) && !plan.inspect.some((each) => each.photo === photo)),
          ...plan.inspect.map(
            ({ file }, id): StoredPhoto => ({
              id,
              ...file,
              contentId: 1,
              embedded: true,
              metadataVersion: METADATA_VERSION,
              sidecarStamps: '',
            }),
          ),
        ];
        const again = planIndexing({
          ...given,
          photos: afterwards,
          failures: given.failures.filter((failure) => !plan.forget.includes(failure.path)),
        });
        expect(again.inspect).toEqual([]);
        expect(again.missing).toEqual([]);
        expect(again.forget).toEqual([]);
      }),
    );
  });
});
