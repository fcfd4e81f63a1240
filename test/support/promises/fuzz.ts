/** Promise 9: files that are damaged at random, indexed as any other folder. */

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IndexSummary } from '../../../src/indexing/run/messages.ts';
import { inCatalog } from '../catalogs/catalog-file.ts';
import { drawPhotos, temporaryFolder } from '../photos/drawings.ts';
import { mutants } from '../photos/mutants.ts';
import { bestMatches, testEngine } from '../test-engine.ts';

/** Sound photos in the same folder, by their colour. */
const SOUND = { red: 'sound-1.png', blue: 'sound-2.jpg', yellow: 'sound-3.webp' };
/** Reasons that the sandbox gives when it ends a decoding process. */
const ENDED = ['its decoder crashed', 'it takes too long to decode', 'it needs too much memory'];

export interface FuzzReport {
  /** Numbers of files that were indexed without a mark, indexed and marked as damaged, and recorded as failed. */
  readonly whole: number;
  readonly damaged: number;
  readonly failed: number;
  readonly seconds: number;
  /** Files whose decoding process crashed, hung for ten seconds, or used too much memory. */
  readonly ended: readonly string[];
  /** Files that are neither indexed nor recorded once with a reason, or both. */
  readonly lost: readonly string[];
  /** Files that are indexed without a mark, but of one colour: no kind of sample is. */
  readonly blank: readonly string[];
  /** Sound photos that a search for their colour finds before the other sound ones. */
  readonly found: readonly string[];
  /** A second run over the same files. */
  readonly again: IndexSummary;
}

/** Index damaged files of one format, and a few sound photos. @param ending a key of SAMPLES. */
export async function fuzz(ending: string, files: number): Promise<FuzzReport> {
  const [folder, dataDir] = [temporaryFolder(), join(temporaryFolder(), 'data')];
  await drawPhotos(folder, Object.fromEntries(Object.entries(SOUND).map(([colour, name]) => [name, colour])));
  const written = (await mutants(ending, files)).map(({ name, bytes }) => {
    writeFileSync(join(folder, name), bytes);
    return name;
  });
  const engine = testEngine({ dataDir });
  const { seconds } = await engine.index([folder]);
  const again = await engine.index([folder]);

  const { photos, failures } = inCatalog(join(dataDir, 'catalog.sqlite'), (catalog) => ({
    photos: catalog
      .prepare<[], Photo>('SELECT path, damaged, look FROM photo JOIN content ON content.id = content_id')
      .all(),
    failures: catalog.prepare<[], Failure>('SELECT path, message FROM failure').all(),
  }));
  const timesSeen = (name: string) =>
    [...photos, ...failures.filter(({ message }) => message !== '')].filter(({ path }) => basename(path) === name)
      .length;
  const mutated = photos.filter(({ path }) => written.includes(basename(path)));
  const found: string[] = [];
  for (const [colour, name] of Object.entries(SOUND)) {
    const names = await bestMatches(engine, colour, folder, photos.length);
    if (names.find((each) => Object.values(SOUND).includes(each)) === name) found.push(name);
  }
  return {
    whole: mutated.filter(({ damaged }) => damaged === 0).length,
    damaged: mutated.filter(({ damaged }) => damaged === 1).length,
    failed: failures.length,
    seconds,
    ended: failures.filter(({ message }) => ENDED.includes(message)).map(({ path }) => basename(path)),
    lost: written.filter((name) => timesSeen(name) !== 1),
    blank: mutated.filter(({ damaged, look }) => damaged === 0 && look === null).map(({ path }) => basename(path)),
    found,
    again,
  };
}

interface Photo {
  readonly path: string;
  readonly damaged: 0 | 1;
  /** Perceptual hash; null if the picture has no contrast. */
  readonly look: Buffer | null;
}

interface Failure {
  readonly path: string;
  readonly message: string;
}
