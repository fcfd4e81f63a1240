/** The best k of many, exactly. Pure. */

export interface Scored {
  readonly id: number;
  readonly score: number;
}

/**
 * The k highest scores, best first, and with them everything that ties with the last of them: the caller, who knows
 * what breaks a tie, decides among those.
 */
export function topK(scored: Iterable<Scored>, k: number): Scored[] {
  // A list of up to 2k candidates, cut back to k whenever it is full: about one sort for each k that pass the bar.
  let best: Scored[] = [];
  let bar = Number.NEGATIVE_INFINITY;
  const limit = Math.max(2 * k, 64);
  let nextCut = limit;
  for (const candidate of scored) {
    if (candidate.score < bar) continue;
    best.push(candidate);
    if (best.length >= nextCut) {
      best = cut(best, k);
      bar = best[k - 1]!.score;
      // Many equal scores cannot be cut: let the list grow before trying again.
      nextCut = Math.max(limit, 2 * best.length);
    }
  }
  return cut(best, k);
}

/** Sorted, best first; k of them and their ties. */
function cut(candidates: Scored[], k: number): Scored[] {
  candidates.sort((a, b) => b.score - a.score);
  const last = candidates[k - 1];
  if (last === undefined) return candidates;
  let end = k;
  while (candidates[end]?.score === last.score) end++;
  return candidates.slice(0, end);
}
