import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/catalog/failures.ts';
import type { FileStat, StoredPhoto } from '../../../src/catalog/photos.ts';
import { type Loss, type Remainder, settleLoss, startPlan } from '../../../src/indexing/run/plan.ts';
import { DECODER_VERSION, isOutdated } from '../../../src/library/decode/decoder-version.ts';
import type { ScannedFile } from '../../../src/library/files/file-stamp.ts';
import { METADATA_VERSION } from '../../../src/library/metadata/photo-metadata.ts';

interface PlanInput extends Omit<Remainder, 'unseen' | 'isExcluded'> {
  readonly files: readonly ScannedFile[];
  readonly photos: readonly StoredPhoto[];
  readonly failures: readonly Failure[];
}

/** Generates the input as a survey creates it. */
function planIndexing({ files, photos, failures, ...rest }: PlanInput) {
  const plan = startPlan(failures);
  for (const file of files) {
    plan.add(
      file,
      photos.find(({ path }) => path === file.path),
    );
  }
  const { unchanged, seen } = plan;
  return {
    unchanged,
    ...plan.finish({ ...rest, isExcluded: () => false, unseen: photos.filter(({ id }) => !seen.has(id)) }),
  };
}

const stamp = fc.record({
  size: fc.integer({ min: 0, max: 3 }),
  mtimeNs: fc.bigInt({ min: 0n, max: 3n }),
  status: fc.constantFrom(null, '1:5', '2:5', '1:6'),
});
const PATHS = ['/p/a.jpg', '/p/b.tif', '/p/c/d.jpg', '/p/c/e.tif', '/p/f.jpg'];
const path = fc.constantFrom(...PATHS);
const files = fc.uniqueArray(
  fc.tuple(path, stamp).map(([at, stamps]) => ({ path: at, ...stamps, device: 1 })),
  { selector: (file) => file.path },
);
const state = fc.constantFrom('present' as const, 'offline' as const, 'held' as const);
const device = fc.constantFrom(null, 1, 2);
const decoderVersion = fc.integer({ min: 1, max: DECODER_VERSION });
const decoded = fc.record({ damaged: fc.boolean(), decoderVersion });
const photos = fc.uniqueArray(
  fc.tuple(path, stamp, fc.integer({ min: 1, max: 3 }), fc.boolean(), state, device, decoded).map(
    ([at, stamps, contentId, embedded, ...rest]): StoredPhoto => ({
      id: PATHS.indexOf(at),
      path: at,
      ...stamps,
      contentId,
      ...rest[2],
      embedded,
      imported: false,
      state: rest[0],
      device: rest[1],
      metadataVersion: METADATA_VERSION,
      sidecarStamps: '',
    }),
  ),
  { selector: (photo) => photo.path },
);
const failures = fc.uniqueArray(
  fc
    .tuple(path, stamp, decoderVersion)
    .map(([at, stamps, version]): Failure => ({ ...failureOf({ path: at, ...stamps }), decoderVersion: version })),
  { selector: (failure) => failure.path },
);
const input = fc.record({ files, photos, failures, blind: fc.boolean() }).map(
  ({ blind, ...rest }): PlanInput => ({
    ...rest,
    expected: rest.photos.length,
    couldSee: (at) => !blind || !at.startsWith('/p/c/'),
    folders: new Map([['/p', 1]]),
  }),
);
/** The failure of a file that the present decoders cannot decode. */
function failureOf({ path: at, size, mtimeNs, status }: FileStat): Failure {
  return { path: at, size, mtimeNs, status, code: 'photo-unreadable', message: 'x', decoderVersion: DECODER_VERSION };
}

/** A mount below the folder is away when the device of an unseen photo is not the device of the folder. */
const isAway = (given: PlanInput, photo: StoredPhoto) =>
  !given.files.some((file) => file.path === photo.path) &&
  given.couldSee(photo.path) &&
  !planIndexing(given).loss.missing.includes(photo);

describe('a plan', () => {
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
        const away = given.photos.filter((photo) => isAway(given, photo)).length;
        expect(inspected + plan.loss.missing.length + away + unseen + failing).toBe(given.photos.length);
        expect(plan.kept).toBeLessThanOrEqual(failing);
      }),
    );
  });

  it('never removes photos that it could not see, nor photos on disk', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const { path: at } of planIndexing(given).loss.missing) {
          expect(given.couldSee(at)).toBe(true);
          expect(given.files.some((file) => file.path === at)).toBe(false);
        }
      }),
    );
  });

  it('inspects every file that is new, changed, not embedded or outdated, unless it failed in the same way', () => {
    fc.assert(
      fc.property(input, (given) => {
        const plan = planIndexing(given);
        type Stamp = Pick<FileStat, 'size' | 'mtimeNs' | 'status'>;
        const sameTime = (a: Stamp, b: Stamp) => a.size === b.size && a.mtimeNs === b.mtimeNs;
        const same = (a: Stamp, b: Stamp) =>
          sameTime(a, b) && (a.status === b.status || a.status === null || b.status === null);
        for (const file of given.files) {
          const photo = given.photos.find((each) => each.path === file.path);
          const failure = given.failures.find((each) => each.path === file.path);
          const current = photo?.embedded === true && sameTime(photo, file) && !isOutdated(photo.path, photo);
          // Another inode: the bytes are compared, also of a file that has failed since then.
          const mayDiffer = current && !same(photo, file);
          const failed = failure?.decoderVersion === DECODER_VERSION && same(failure, file);
          expect(plan.inspect.some((each) => each.file === file)).toBe(mayDiffer || (!current && !failed));
        }
      }),
    );
  });

  it('recognises a root by any unchanged file; without one it inspects all files', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { unchanged, inspect } = planIndexing(given);
        if (unchanged === 0) expect(inspect.map(({ file }) => file)).toEqual(given.files);
        const known = [...given.photos, ...given.failures];
        const isKnown = (file: ScannedFile) =>
          known.some((each) => each.path === file.path && each.size === file.size && each.mtimeNs === file.mtimeNs);
        expect(unchanged).toBe(given.files.filter(isKnown).length);
      }),
    );
  });

  it('leaves nothing to do after it was carried out, whichever files could not be decoded', () => {
    fc.assert(
      fc.property(input, fc.subarray(PATHS), (given, broken) => {
        const plan = planIndexing(given);
        const gone = new Set(plan.loss.missing);
        const marks = new Map(plan.marks.map((mark) => [mark.id, mark]));
        const statuses = new Map(plan.statuses.map((status) => [status.id, status]));
        const inspected = plan.inspect.map(({ file }) => file);
        const isInspected = (one: { path: string }) => inspected.some((file) => file.path === one.path);
        const failed = inspected.filter((file) => broken.includes(file.path));
        const photosThen = [
          ...given.photos
            .filter((photo) => !gone.has(photo) && !isInspected(photo))
            .map((photo) => ({ ...photo, ...marks.get(photo.id), ...statuses.get(photo.id) })),
          ...inspected
            .filter((file) => !failed.includes(file))
            .map((file) => photoOf(PATHS.indexOf(file.path), { ...file, contentId: 1 })),
        ];
        const failuresThen = [
          ...given.failures.filter((failure) => !plan.forget.includes(failure.path) && !isInspected(failure)),
          ...failed.map(failureOf),
        ];
        const again = planIndexing({ ...given, photos: photosThen, failures: failuresThen });
        expect(again.inspect).toEqual([]);
        expect(again.marks).toEqual([]);
        expect(again.statuses).toEqual([]);
        expect(again.loss.missing).toEqual([]);
        expect(again.forget).toEqual([]);
      }),
    );
  });
});

const photoOf = (id: number, overrides: Partial<StoredPhoto> = {}): StoredPhoto => ({
  id,
  path: `/p/mnt/${id}.jpg`,
  size: id,
  mtimeNs: 1n,
  status: null,
  contentId: id,
  damaged: false,
  decoderVersion: DECODER_VERSION,
  embedded: true,
  imported: false,
  metadataVersion: METADATA_VERSION,
  sidecarStamps: '',
  state: 'present',
  device: 1,
  ...overrides,
});
const fileOf = ({ path: at, size, mtimeNs, status }: StoredPhoto, on: number) => ({
  path: at,
  size,
  mtimeNs,
  status,
  device: on,
});

describe('devices', () => {
  const base = { failures: [], couldSee: () => true, expected: 9 };
  const folders = new Map([
    ['/p', 1],
    ['/p/mnt', 1],
  ]);

  it('keeps the photos of an unmounted drive as offline, and restores them without inspection', () => {
    const photo = photoOf(1, { device: 2 });
    const away = planIndexing({ ...base, files: [], photos: [photo], folders });
    expect(away).toMatchObject({ loss: { missing: [] }, marks: [{ id: 1, state: 'offline', device: 2 }] });
    const kept = { ...photo, state: 'offline' as const };
    expect(planIndexing({ ...base, files: [], photos: [kept], folders }).marks).toEqual([]);
    const back = planIndexing({ ...base, files: [fileOf(photo, 2)], photos: [kept], folders });
    expect(back).toMatchObject({ kept: 1, inspect: [], marks: [{ id: 1, state: 'present', device: 2 }] });
  });

  it('uses the nearest existing folder when the mount point is gone too', () => {
    const photos = [photoOf(1, { path: '/p/mnt/deep/1.jpg', device: 2 }), photoOf(2, { path: '/p/gone/2.jpg' })];
    const plan = planIndexing({ ...base, files: [], photos, folders: new Map([['/p', 1]]) });
    expect(plan.loss.missing).toEqual([photos[1]]);
  });

  it('recognises a drive with a new device number by its unchanged photos', () => {
    const [there, deleted] = [photoOf(1, { device: 2 }), photoOf(2, { device: 2 })];
    const renumbered = new Map([['/p/mnt', 5]]);
    const plan = planIndexing({ ...base, files: [fileOf(there, 5)], photos: [there, deleted], folders: renumbered });
    expect(plan).toMatchObject({ loss: { missing: [deleted] }, marks: [{ id: 1, device: 5 }] });
  });
});

describe('settleLoss', () => {
  const lossOf = (gone: number, expected: number, held = 0): Loss => ({
    expected,
    missing: [
      ...Array.from({ length: gone }, (_, id) => photoOf(id)),
      ...Array.from({ length: held }, (_, id) => photoOf(1_000 + id, { state: 'held' })),
    ],
  });
  const nothingMoved = () => false;

  it.each([
    [50, 50, 50],
    [51, 101, 0],
    [51, 102, 51],
    [60, 1_000, 60],
    [1_000, 1_000, 0],
  ])('of %i gone out of %i removes %i', (gone, expected, removed) => {
    const { remove, hold } = settleLoss(lossOf(gone, expected), nothingMoved, false);
    expect([remove.length, hold.length]).toEqual([removed, gone - removed]);
  });

  it('never loses a photo, holds no moved photo, and holds nothing after acceptance', () => {
    const count = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(count, count, count, count, fc.boolean(), (gone, held, others, movedTo, accept) => {
        const loss = lossOf(gone, gone + others, held);
        const isMoved = ({ id }: StoredPhoto) => id < movedTo;
        const { remove, hold } = settleLoss(loss, isMoved, accept);
        const left = loss.missing.filter((photo) => !isMoved(photo));
        expect(new Set([...remove, ...hold])).toEqual(new Set(left));
        expect(remove.length + hold.length).toBe(left.length);
        if (accept) expect(hold).toEqual([]);
        // Held photos stay held until they are accepted.
        else expect(remove.every((photo) => photo.state !== 'held')).toBe(true);
      }),
    );
  });
});
