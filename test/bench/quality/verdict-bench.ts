/**
 * `npm run bench -- verdict --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--json]`
 *
 * Measures how reliable the verdicts of a search are. Queries that have an answer among the photos should be strong or
 * fair; queries that have none should be weak. Balanced accuracy is the mean of the two shares that are so. FILE.json
 * maps each file name to its captions, which define the answers (verdict-queries.txt, written for Flickr8k's test
 * photos).
 */

import { join } from 'node:path';
import { dot } from '../../../src/base/dot.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import { ORDINARY_PHRASES } from '../../../src/search/verdict/ordinary-phrases.ts';
import {
  judge,
  judgedCount,
  makeYardstick,
  rivalsOf,
  SAMPLE_SIZE,
  type Verdict,
  type Yardstick,
} from '../../../src/search/verdict/verdict.ts';
import { benchModel, captionArguments, createEmbedder, embedPhotos, embedQueries } from './embed.ts';
import { type KnownQuery, knownQueries } from './verdict-queries.ts';

/** Sizes of smaller libraries, and the number of such libraries that are drawn. */
const SMALLER = [
  [300, 5],
  [100, 10],
  [30, 20],
  [10, 40],
  [3, 100],
  [1, 200],
] as const;

/** Number of results per query that are judged. */
const PAGE = 10;

interface Query extends KnownQuery {
  readonly vector: Float32Array;
}

/** A query, whether it had an answer, and the verdict of the search. */
interface Asked {
  readonly group: string;
  readonly answered: boolean;
  readonly verdict: Verdict;
}

export async function benchVerdict(args: string[]): Promise<void> {
  const { photos: folder, captions, model: name, modelDir, json } = captionArguments(args);
  const model = await benchModel(name, modelDir);
  const tower = await openImageTower(model);
  const paths = Object.keys(captions).map((name) => join(folder, name));
  const vectors = await embedPhotos(paths, createEmbedder(model, tower));
  await tower.close();
  if (vectors.includes(undefined)) throw new Error('A photo cannot be read.');
  const photos = vectors as Float32Array[];
  const known = knownQueries(Object.values(captions));
  const embedded = await embedQueries(
    model,
    known.map(({ text }) => text),
  );
  const queries = known.map((query, number) => ({ ...query, vector: embedded[number]! }));
  const test = queries.filter(({ calibrates }) => !calibrates);
  const phrases = await embedQueries(model, ORDINARY_PHRASES);
  const yardstick = makeYardstick(phrases, sampled(photos));

  const all = [...photos.keys()];
  const calibration = queries.filter(({ calibrates }) => calibrates);
  report('calibration queries', ask(calibration, all, photos, yardstick), json);
  report('test queries', ask(test, all, photos, yardstick), json);
  report('test queries, and again without their answers', leaveOut(test, photos, yardstick), json);
  const texts = Object.values(captions).flat();
  const ofCaptions = (await embedQueries(model, texts)).map((vector) => search(vector, all, photos, yardstick).verdict);
  report(
    'every caption',
    ofCaptions.map((verdict) => ({ group: 'has its photo', answered: true, verdict })),
    json,
  );
  report('first ten results of the test queries', pages(test, photos, yardstick), json);
  const random = seeded(1);
  for (const [size, times] of SMALLER) {
    const asked = Array.from({ length: times }, () => {
      const some = shuffled(all, random).slice(0, size);
      const own = makeYardstick(
        phrases,
        some.map((photo) => photos[photo]!),
      );
      return ask(test, some, photos, own);
    });
    report(`test queries, ${times} x ${size} photos`, asked.flat(), json);
  }
}

/** Returns photos at even distances, as a search samples them. */
function sampled(photos: readonly Float32Array[]): Float32Array[] {
  const step = Math.max(1, photos.length / SAMPLE_SIZE);
  return Array.from({ length: Math.min(SAMPLE_SIZE, photos.length) }, (_, i) => photos[Math.floor(i * step)]!);
}

/** A search among some of the photos. */
function search(query: Float32Array, among: readonly number[], photos: readonly Float32Array[], yardstick: Yardstick) {
  const scored = among.map((photo) => ({ photo, score: dot(query, photos[photo]!), vector: photos[photo]! }));
  const withRivals = ({ score, vector }: { score: number; vector: Float32Array }) => ({
    score,
    rivals: rivalsOf(vector, yardstick),
  });
  const mean = scored.reduce((sum, { score }) => sum + score, 0) / scored.length;
  const variance = scored.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / scored.length;
  const best = scored.toSorted((a, b) => b.score - a.score).slice(0, Math.max(PAGE, judgedCount(scored.length)));
  const judgement = judge(yardstick, best.map(withRivals), { total: scored.length, deviation: Math.sqrt(variance) });
  const page = best.slice(0, PAGE).map((result) => ({ photo: result.photo, verdict: judgement.of(result.score) }));
  return { verdict: judgement.answer, page };
}

function ask(
  queries: readonly Query[],
  among: readonly number[],
  photos: readonly Float32Array[],
  yardstick: Yardstick,
): Asked[] {
  return queries.map(({ vector, answers, truth }) => {
    const answered = among.some((photo) => answers.has(photo));
    const group = answered ? 'has answers' : truth === 'answered' ? 'not in this library' : `none: ${truth}`;
    return { group, answered, verdict: search(vector, among, photos, yardstick).verdict };
  });
}

/** Judges each query that has answers twice: among all photos, and among the photos that do not answer it. */
function leaveOut(queries: readonly Query[], photos: readonly Float32Array[], yardstick: Yardstick): Asked[] {
  const all = [...photos.keys()];
  const withAnswers = queries.filter(({ truth }) => truth === 'answered');
  const without = withAnswers.map(({ vector, answers }) => {
    const others = all.filter((photo) => !answers.has(photo));
    return { group: 'taken away', answered: false, verdict: search(vector, others, photos, yardstick).verdict };
  });
  return [...ask(withAnswers, all, photos, yardstick), ...without];
}

function pages(queries: readonly Query[], photos: readonly Float32Array[], yardstick: Yardstick): Asked[] {
  return queries.flatMap(({ vector, answers }) =>
    search(vector, [...photos.keys()], photos, yardstick).page.map(({ photo, verdict }) => {
      const answered = answers.has(photo);
      return { group: answered ? 'an answer' : 'none', answered, verdict };
    }),
  );
}

function report(name: string, asked: readonly Asked[], json: boolean): void {
  const groups = [...new Set(asked.map(({ group }) => group))].sort().map((group) => {
    const of = asked.filter((one) => one.group === group);
    const share = (verdict: Verdict) => percent(of, (one) => one.verdict === verdict);
    return { group, queries: of.length, strong: share('strong'), fair: share('fair'), weak: share('weak') };
  });
  const accuracy = {
    'balanced accuracy': balanced(asked, ({ verdict }) => verdict !== 'weak'),
    'of strong alone': balanced(asked, ({ verdict }) => verdict === 'strong'),
  };
  if (json) process.stdout.write(`${JSON.stringify({ name, ...accuracy, groups })}\n`);
  else {
    process.stdout.write(`${name}\n`);
    for (const [figure, value] of Object.entries(accuracy)) {
      if (value !== undefined) process.stdout.write(`  ${figure.padEnd(22)}${value.toFixed(3)}\n`);
    }
    for (const { group, queries, strong, fair, weak } of groups) {
      const shares = [strong, fair, weak].map((share) => share.toFixed(1).padStart(5)).join('  ');
      process.stdout.write(`  ${group.padEnd(22)}${String(queries).padStart(6)}  strong/fair/weak %  ${shares}\n`);
    }
  }
}

function percent<T>(of: readonly T[], holds: (one: T) => boolean): number {
  return Math.round((1000 * of.filter(holds).length) / of.length) / 10;
}

/** Returns undefined when all queries have an answer, or none has. */
function balanced(asked: readonly Asked[], found: (one: Asked) => boolean): number | undefined {
  const having = asked.filter(({ answered }) => answered);
  const none = asked.filter(({ answered }) => !answered);
  if (having.length === 0 || none.length === 0) return undefined;
  return (percent(having, found) + percent(none, (one) => !found(one))) / 200;
}

function shuffled(values: readonly number[], random: () => number): number[] {
  return values
    .map((value) => [random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}

/** A linear congruential generator: every run draws the same libraries (constants from Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
