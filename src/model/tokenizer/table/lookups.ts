/** Lets the library's tokenizer look pieces and merges up somewhere else than in the maps that it builds from JSON. */

import type { LibraryTokenizer } from '../library.ts';

export interface Lookups {
  /** @returns the id of a piece; undefined if it is no token. */
  idOf(piece: string): number | undefined;
  /** @returns the rank of a merge; undefined if there is none of these two pieces. */
  rankOf(left: string, right: string): number | undefined;
}

/** @param tokenizer whose vocabulary was left out, see `tokenizer-table.ts`. It is changed. */
export function lookUp(lookups: Lookups, { model }: LibraryTokenizer): void {
  model.tokens_to_ids = new PieceIds(model.tokens_to_ids, lookups);
  if (model.bpe_ranks) model.bpe_ranks = new MergeRanks(lookups);
}

class PieceIds extends Map<string, number> {
  readonly #lookups: Lookups;

  /** @param added the added tokens, whose ids come first. */
  constructor(added: Map<string, number>, lookups: Lookups) {
    super(added);
    this.#lookups = lookups;
  }

  override get(piece: string): number | undefined {
    return super.get(piece) ?? this.#lookups.idOf(piece);
  }

  override has(piece: string): boolean {
    return this.get(piece) !== undefined;
  }
}

/** The library's keys are pairs as JSON. */
class MergeRanks extends Map<string, number> {
  readonly #lookups: Lookups;

  constructor(lookups: Lookups) {
    super();
    this.#lookups = lookups;
  }

  override get(key: string): number | undefined {
    const [left, right] = JSON.parse(key) as [string, string];
    return this.#lookups.rankOf(left, right);
  }
}
