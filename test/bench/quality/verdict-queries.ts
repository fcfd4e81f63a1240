/** The queries of verdict-queries.txt, and their answers according to the captions of a photo set. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';

/** A query with fewer answers than this, but more than none, is too doubtful to count. */
const SURE = 3;

export interface KnownQuery {
  readonly text: string;
  /** Numbers of the photos whose captions mention the complete query. */
  readonly answers: ReadonlySet<number>;
  /**
   * `answered`, or the reason for no answer: `absent` things are not in the set; `apart` things are in the set, but not
   * together.
   */
  readonly truth: 'answered' | 'absent' | 'apart';
  /** True for the third that the constants of src/search/verdict/verdict.ts were fitted with. */
  readonly calibrates: boolean;
}

/** @param captions of each photo. */
export function knownQueries(captions: readonly (readonly string[])[]): KnownQuery[] {
  const words = captions.map(
    (texts) =>
      texts
        .join(' ')
        .toLowerCase()
        .match(/[a-z0-9]+(?:-[a-z]+)*/g) ?? [],
  );
  const file = readFileSync(join(packageRoot(), 'test', 'bench', 'quality', 'verdict-queries.txt'), 'utf8');
  const lines = file.split('\n').filter((line) => line.includes(' = '));
  return lines.flatMap((line, number) => {
    const [text, terms] = line.split(' = ') as [string, string];
    const photosOf = terms.split(' ').map((term) => photosWith(term, words));
    const answers = new Set([...words.keys()].filter((photo) => photosOf.every((photos) => photos.has(photo))));
    if (answers.size > 0 && answers.size < SURE) return [];
    const missing = photosOf.some((photos) => photos.size === 0) ? 'absent' : 'apart';
    return [{ text, answers, truth: answers.size > 0 ? 'answered' : missing, calibrates: number % 3 === 0 }];
  });
}

/** Returns the photos that have a word with this prefix. */
function photosWith(term: string, words: readonly (readonly string[])[]): Set<number> {
  const pattern = new RegExp(`^(?:${term})`);
  return new Set([...words.keys()].filter((photo) => words[photo]!.some((word) => pattern.test(word))));
}
