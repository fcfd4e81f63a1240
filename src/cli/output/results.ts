/** Prints the results of a search: for people, for other programs, as JSON. */

import { bytes, count } from '../../base/count.ts';
import { safeLines, safeText } from '../../base/safe-text.ts';
import type { SearchAnswer } from '../../engine/api.ts';
import type { Sort } from '../../search/browse/order.ts';
import { cluesInWords } from '../../search/clues-in-words.ts';
import { printForXargs, printJson, printLine, report, showPath } from './console.ts';
import { reasonsInWords } from './reasons.ts';

/** In characters, so that a result stays on one line, and so does the remark on what was understood. */
const MAX_REASONS = 100;
const MAX_CLUE = 60;

export interface ResultsOptions {
  readonly filepathOnly?: boolean;
  readonly print0?: boolean;
  readonly includeOffline?: boolean;
  readonly sort?: Sort;
  readonly quiet?: boolean;
}

/**
 * Print a line for each result.
 * @param preview shows a photo before its line; absent: no previews.
 */
export async function printResults(
  { results }: SearchAnswer,
  { filepathOnly = false, print0 = false, sort }: ResultsOptions,
  preview?: (id: string) => Promise<void>,
): Promise<void> {
  for (const result of results) {
    const { id, path, offline, similar } = result;
    await preview?.(id);
    if (print0) printForXargs(path);
    else if (filepathOnly) printLine(showPath(path));
    else {
      const reasons = reasonsInWords(result);
      const marks = [
        reasons === '' ? '' : `\t(${safeText(reasons, MAX_REASONS)})`,
        offline ? '\t(offline)' : '',
        similar > 0 ? `\t(+${similar} alike)` : '',
      ];
      printLine(`${firstColumn(result, sort)}\t${showPath(path)}${marks.join('')}`);
    }
  }
}

/** The score; in a list without a query, the size or the date by which a person recognises the order. */
function firstColumn({ score, size, takenAt }: SearchAnswer['results'][number], sort: Sort | undefined): string {
  if (score !== null) return score.toFixed(3);
  if (sort === 'size') return bytes(size).padStart(7);
  return (takenAt ?? 'date unknown').slice(0, 16).replace('T', ' ').padEnd(16);
}

/** Of the text in a picture. Characters. */
const MAX_TEXT = 2_000;

export interface Asked {
  /** False if the query consists only of pictures. */
  readonly hasWords: boolean;
  /** The circle that the filter for a place was resolved to. */
  readonly place: { readonly name: string; readonly kilometres: number } | undefined;
}

/** Say what was understood of the query, if it says more than what pictures show. */
export function reportUnderstood({ understood, total }: Pick<SearchAnswer, 'understood' | 'total'>): void {
  const clues = understood && cluesInWords(understood, (text) => safeText(text, MAX_CLUE));
  if (clues && total > 0) report(`Understood: ${clues}. For the words as they are: --literal, or quotation marks.`);
}

/** Print remarks about the results for the person. */
export function reportRemarks(answer: SearchAnswer, { hasWords, place }: Asked): void {
  const { query, total, verdict, results, leftOut } = answer;
  reportUnderstood(answer);
  if (place !== undefined) report(`Searching within ${place.kilometres} km of ${place.name}.`);
  if (query !== '' && total > 0 && verdict === null && results.length === 0) {
    report('The photos are not indexed with the current model yet. Index them with: picsift index DIR');
  }
  if (verdict === 'weak' && results.length > 0) {
    report(hasWords ? 'No photo fits well; these are the closest ones.' : 'No other photo is very similar.');
  }
  if (leftOut > 0) {
    report(`Not shown: ${count(leftOut, 'photo')} on disconnected drives (--include-offline finds them too).`);
  }
}

/**
 * Print the documented JSON: null for unknown values; `offline` only with --include-offline.
 * @param places where photos were copied or linked to, by their path; absent without --copy-to and --link-to.
 */
export function printResultsJson(
  answer: SearchAnswer,
  scope: string,
  { includeOffline = false }: ResultsOptions,
  places?: ReadonlyMap<string, string>,
): void {
  const { query, understood, model, verdict, total, results, next } = answer;
  printJson({
    query,
    understood,
    model,
    scope,
    total,
    verdict,
    results: results.map(({ id, path, score, width, height, takenAt, dateFromName, offline, ...result }) => ({
      id,
      path,
      score,
      verdict: result.verdict,
      named: result.named,
      reasons: result.reasons,
      similar: result.similar,
      width,
      height,
      takenAt,
      dateFromName,
      title: result.title,
      description: result.description,
      people: result.people,
      label: result.label,
      text: result.text && safeLines(result.text, '\n', MAX_TEXT),
      ...(includeOffline ? { offline } : {}),
      ...(places ? { placedAt: places.get(path) ?? null } : {}),
    })),
    next,
  });
}
