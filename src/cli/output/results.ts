/** What a search found: for people, for other programs, as JSON. */

import type { SearchAnswer } from '../../engine/api.ts';
import { count, printJson, printLine, showPath, tell } from './console.ts';

export interface ResultsOptions {
  readonly filepathOnly?: boolean;
  readonly includeOffline?: boolean;
  readonly quiet?: boolean;
}

/** @param preview draws a photo, where that is wanted, before its line. */
export async function printResults(
  { results }: SearchAnswer,
  { filepathOnly = false }: ResultsOptions,
  preview?: (id: string) => Promise<void>,
): Promise<void> {
  for (const { id, score, path, offline, named, similar } of results) {
    await preview?.(id);
    if (filepathOnly) printLine(showPath(path));
    else {
      const marks = [
        named ? '\t(by name)' : '',
        offline ? '\t(offline)' : '',
        similar > 0 ? `\t(+${similar} alike)` : '',
      ];
      printLine(`${score.toFixed(3)}\t${showPath(path)}${marks.join('')}`);
    }
  }
}

export interface Asked {
  /** False for pictures alone. */
  readonly hasWords: boolean;
  /** What the filter for a place was taken to mean. */
  readonly place: { readonly name: string; readonly kilometres: number } | undefined;
}

/** Remarks for the person, beside the results. */
export function tellAbout({ verdict, results, leftOut }: SearchAnswer, { hasWords, place }: Asked): void {
  if (place !== undefined) tell(`Near means: within ${place.kilometres} km of ${place.name}.`);
  if (verdict === 'weak' && results.length > 0) {
    tell(hasWords ? 'Nothing fits well: these are the nearest there are.' : 'No other photo is much like it.');
  }
  if (leftOut > 0) {
    tell(`${count(leftOut, 'photo')} on drives that are away left out (--include-offline finds them too).`);
  }
}

/** The documented shape: null where something is not known, `offline` where it was asked for. */
export function printResultsJson(
  answer: SearchAnswer,
  scope: string,
  { includeOffline = false }: ResultsOptions,
): void {
  const { query, model, verdict, total, results, next } = answer;
  printJson({
    query,
    model,
    scope,
    total,
    verdict,
    results: results.map(({ id, path, score, width, height, takenAt, offline, ...result }) => ({
      id,
      path,
      score,
      verdict: result.verdict,
      named: result.named,
      similar: result.similar,
      width,
      height,
      takenAt,
      ...(includeOffline ? { offline } : {}),
    })),
    next,
  });
}
