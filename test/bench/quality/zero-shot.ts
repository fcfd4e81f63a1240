/**
 * Zero-shot classification: a picture belongs to the class whose description vector is nearest to the picture's vector.
 */

import { dot } from '../../../src/base/dot.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';
import type { Dataset, LabelledPicture } from './datasets.ts';
import { BATCH, createEmbedder } from './embed.ts';

export interface Accuracy {
  readonly pictures: number;
  /** Number of these that cannot be decoded; they count as wrong. */
  readonly unreadable: number;
  /** Number of pictures whose own class is first, or among the first five. */
  readonly top1: number;
  readonly top5: number;
}

/**
 * Classify all pictures with the model alone, in batches.
 * @param templates prompts with `{}` as the placeholder for the name of a class.
 */
export async function classify(
  { classes, pictures }: Dataset,
  templates: readonly string[],
  model: ModelSpec,
  onProgress: (soFar: Accuracy) => void = () => {},
): Promise<Accuracy> {
  const vectors = await classVectors(classes, templates, model);
  const tower = await openImageTower(model);
  const embed = createEmbedder(model, tower);
  let soFar: Accuracy = { pictures: 0, unreadable: 0, top1: 0, top5: 0 };
  for await (const batch of batches(pictures)) {
    const embedded = await embed(await Promise.all(batch.map((picture) => picture.read())));
    const readable = embedded.filter((vector) => vector !== undefined).length;
    const places = embedded.map((vector, index) =>
      vector === undefined ? Number.POSITIVE_INFINITY : placeOf(batch[index]!.label, vector, vectors),
    );
    const within = (first: number) => places.filter((place) => place <= first).length;
    soFar = {
      pictures: soFar.pictures + batch.length,
      unreadable: soFar.unreadable + batch.length - readable,
      top1: soFar.top1 + within(1),
      top5: soFar.top5 + within(5),
    };
    onProgress(soFar);
  }
  await tower.close();
  return soFar;
}

/**
 * Compute a unit vector for each class: the mean of the unit vectors of all its prompts, which are each template with
 * each name (CLIP's ensemble in embedding space: Radford et al. 2021, section 3.1.4).
 */
async function classVectors(
  classes: Dataset['classes'],
  templates: readonly string[],
  model: ModelSpec,
): Promise<Float32Array[]> {
  const tower = await openTextTower(model);
  const vectors: Float32Array[] = [];
  for (const names of classes) {
    // A replacer function, because a name may contain "$&".
    const prompts = names.flatMap((name) => templates.map((template) => template.replaceAll('{}', () => name)));
    vectors.push(meanDirection(await tower.embed(prompts)));
  }
  await tower.close();
  return vectors;
}

function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((value) => value / length);
}

/**
 * Rank, counted from 1. Of classes at equal distance, such as two with the same name, the first in the list is first.
 */
export function placeOf(label: number, picture: Float32Array, classes: readonly Float32Array[]): number {
  const scores = classes.map((vector) => dot(vector, picture));
  const own = scores[label]!;
  return 1 + scores.filter((score, index) => score > own || (score === own && index < label)).length;
}

async function* batches(pictures: AsyncIterable<LabelledPicture>): AsyncGenerator<LabelledPicture[]> {
  let batch: LabelledPicture[] = [];
  for await (const picture of pictures) {
    batch.push(picture);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
