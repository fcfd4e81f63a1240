/** The parts of `tokenizer.json` that picsift reads itself. The tokenizer library reads the rest. */

export interface TokenizerJson {
  readonly truncation?: { readonly max_length?: number } | null;
  readonly padding?: {
    readonly strategy?: 'BatchLongest' | { readonly Fixed?: number };
    readonly pad_id?: number;
  } | null;
  readonly added_tokens?: readonly (AddedToken & { readonly id: number })[];
  readonly normalizer?: Normalizer | null;
  readonly model: {
    readonly type?: string;
    readonly unk_token?: string | null;
    /** Unigram has pairs of a piece and its score; a piece's place is its id. */
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    /** BPE: pairs, or in older files two pieces with a blank between them. */
    readonly merges?: readonly (string | readonly string[])[];
  };
}

/** As it also stands in `tokenizer_config.json`. */
export interface AddedToken {
  readonly content: string;
}

export interface Normalizer {
  readonly type: string;
  readonly normalizers?: readonly Normalizer[];
  readonly lowercase?: boolean;
}

/** Find the id of a token: an added one, or one of the vocabulary. */
export function tokenId({ added_tokens, model }: TokenizerJson, content: string): number | undefined {
  const added = added_tokens?.find((token) => token.content === content);
  if (added !== undefined) return added.id;
  const { vocab } = model;
  if (!isList(vocab)) return Object.hasOwn(vocab, content) ? vocab[content] : undefined;
  const place = vocab.findIndex(([piece]) => piece === content);
  return place === -1 ? undefined : place;
}

/** Decide whether the tokenizer itself turns texts into lower case. */
export function lowersCase(normalizer: Normalizer | null | undefined): boolean {
  if (!normalizer) return false;
  return (
    normalizer.type === 'Lowercase' ||
    (normalizer.type === 'BertNormalizer' && normalizer.lowercase === true) ||
    (normalizer.normalizers ?? []).some(lowersCase)
  );
}

/** `Array.isArray` does not tell TypeScript about read-only arrays. */
export function isList<T>(vocab: readonly T[] | object): vocab is readonly T[] {
  return Array.isArray(vocab);
}
