/** Sums up what the changes of keywords do to each photo. Pure. */

import type { KeywordChange } from '../../src/tagging/keyword.ts';
import type { Step } from './changes.ts';
import type { StepResult } from './run-steps.ts';

export interface TaggedPhoto {
  readonly id: string;
  readonly path: string;
  /** `planned`: nothing is written. `refused`: of several keywords, those that are listed were written before. */
  readonly outcome: 'planned' | 'written' | 'unchanged' | 'refused';
  readonly adds: readonly string[];
  readonly removes: readonly string[];
  /** The file that is written, or would be; null: none. */
  readonly target: string | null;
  /** Why it is refused. */
  readonly reason: string | null;
}

const NOTHING = { outcome: 'unchanged', adds: [], removes: [], target: null, reason: null } as const;

/** Sum up the results of all steps for each photo, in the order of the results. */
export function byPhoto(results: readonly StepResult[]): TaggedPhoto[] {
  const photos = new Map<string, TaggedPhoto>();
  for (const { change, result } of results) {
    const { id, path } = result;
    photos.set(id, after(photos.get(id) ?? { id, path, ...NOTHING }, change, result));
  }
  return [...photos.values()];
}

function after(photo: TaggedPhoto, { action, keyword }: KeywordChange, result: StepResult['result']): TaggedPhoto {
  if (result.outcome === 'unchanged') return photo;
  if (result.outcome === 'refused') return { ...photo, outcome: 'refused', reason: result.reason };
  const outcome = photo.outcome === 'refused' ? 'refused' : result.outcome;
  const list = action === 'add' ? 'adds' : 'removes';
  return { ...photo, outcome, target: result.target, [list]: [...photo[list], keyword] };
}

/** Return the steps that a plan consists of: each change, with the photos that need it. */
export function plannedSteps(plan: readonly StepResult[]): Step[] {
  const steps = new Map<KeywordChange, string[]>();
  for (const { change, result } of plan) {
    if (result.outcome !== 'planned') continue;
    steps.set(change, [...(steps.get(change) ?? []), result.id]);
  }
  return Array.from(steps, ([change, ids]) => ({ change, ids }));
}

/**
 * Join the plan and what was written of it.
 * @param confirmed the steps that were to be written.
 * @param missed why a step has no result although its photo is in the plan.
 */
export function asWritten(
  plan: readonly StepResult[],
  confirmed: readonly Step[],
  written: readonly StepResult[],
  missed: string,
): StepResult[] {
  const keyOf = ({ action, keyword }: KeywordChange, id: string) => `${action} ${keyword}\n${id}`;
  const asked = new Set(confirmed.flatMap(({ change, ids }) => ids.map((id) => keyOf(change, id))));
  const done = new Set(written.map(({ change, result }) => keyOf(change, result.id)));
  const others = plan.flatMap(({ change, result }): StepResult[] => {
    const { id, path, outcome } = result;
    const key = keyOf(change, id);
    if (done.has(key)) return [];
    if (outcome !== 'planned') return [{ change, result }];
    const reason = asked.has(key) ? missed : 'the user was not asked about it; call again';
    return [{ change, result: { id, path, outcome: 'refused', reason } }];
  });
  return [...others, ...written];
}
