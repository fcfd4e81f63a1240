/** Decides which photos are read first: those that look most like text to the model, so that it is found soon. */

import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import type { Catalog } from '../../catalog/open.ts';
import { contentVectorReader } from '../../catalog/vectors.ts';
import { startTextTower } from '../../model/run/tower-client.ts';
import type { TextJob } from './messages.ts';

/** For fewer photos, loading the model takes longer than reading them in any order. */
const WORTH_SORTING = 100;

const WITH_TEXT = [
  'a screenshot',
  'a document',
  'a receipt',
  'a page of a book',
  'a sign with words',
  'a poster',
  'a menu',
  'handwriting on paper',
];
const WITHOUT_TEXT = ['a landscape', 'people', 'an animal', 'food', 'a building', 'a plant'];

/** Sort contents. Those without a vector come last; without a model, the order stays. */
export async function mostTextFirst(
  contents: readonly number[],
  catalog: Catalog,
  model: TextJob['model'],
): Promise<readonly number[]> {
  if (model === undefined || contents.length < WORTH_SORTING) return contents;
  const startedAt = performance.now();
  const tower = startTextTower(model.spec, true);
  try {
    const inWords = (what: string) => model.spec.prompts[0]!.replace('{}', what);
    const phrases = await tower.embed([...WITH_TEXT, ...WITHOUT_TEXT].map(inWords));
    const [like, unlike] = [phrases.slice(0, WITH_TEXT.length), phrases.slice(WITH_TEXT.length)];
    const vectorOf = contentVectorReader(catalog, model.id);
    const scores = new Map(
      contents.map((content) => {
        const vector = vectorOf(content);
        return [content, vector === undefined ? -1 : best(like, vector) - best(unlike, vector)];
      }),
    );
    debug('text', () => `sorted ${contents.length} pictures, ${since(startedAt)}`);
    return contents.toSorted((a, b) => scores.get(b)! - scores.get(a)!);
  } catch (error) {
    debug('text', () => `the pictures are not sorted: ${messageOf(error)}`);
    return contents;
  } finally {
    await tower.close();
  }
}

/** The greatest cosine. */
function best(phrases: readonly Float32Array[], vector: Float32Array): number {
  return Math.max(...phrases.map((phrase) => phrase.reduce((sum, value, index) => sum + value * vector[index]!, 0)));
}
