/** Says in a few words why a photo is among the results. */

import type { SearchAnswer } from '../../engine/api.ts';

type Result = SearchAnswer['results'][number];
type Reason = Result['reasons'][number];

/** A word of the query needs no repetition: the person has typed it. What a clue stands for says more. */
const WORDING: Readonly<Record<Reason['by'], (what: string, photo: Pick<Result, 'takenAt'>) => string>> = {
  date: (what, { takenAt }) => takenAt?.slice(0, 10) ?? what,
  place: (what) => what,
  person: (what) => what,
  kind: (what) => what,
  text: () => 'in the text',
  caption: () => 'in the caption',
  keyword: () => 'in a keyword',
  name: () => 'in the name',
  folder: () => 'in the folder',
  camera: () => 'the camera',
};

/** Write the reasons for a result: `Anna, 2026-07-14, in the text`. Empty if only the picture speaks for it. */
export function reasonsInWords({ reasons, ...photo }: Pick<Result, 'reasons' | 'takenAt'>): string {
  return [...new Set(reasons.map(({ by, what }) => WORDING[by](what, photo)))].join(', ');
}
