/**
 * The answers of `search_images` and `find_duplicates`, read without trust: a host may have shortened them, or be replaying
 * an old conversation. Pure.
 */

export type Verdict = 'strong' | 'fair' | 'weak';

export interface Photo {
  readonly id: string;
  /** Label of its folder. */
  readonly root: string;
  /** Path below that folder, with slashes. */
  readonly path: string;
  /** Pixels. 0: not known. */
  readonly width: number;
  readonly height: number;
  /** ISO 8601, local time. */
  readonly takenAt: string | undefined;
  readonly title: string | undefined;
  readonly people: readonly string[];
  readonly reasons: readonly { readonly by: string; readonly what: string }[];
  /** Number of near-identical shots that it stands for, besides itself. */
  readonly similar: number;
  /** Bytes that deleting these would free. 0: not asked for. */
  readonly frees: number;
}

interface Clue {
  readonly kind: string;
  readonly label: string;
  readonly isSure: boolean;
}

export interface Answer {
  /** `duplicates`: each photo stands for a group, and is the one worth keeping. */
  readonly kind: 'photos' | 'duplicates';
  readonly query: string;
  readonly clues: readonly Clue[];
  /** The words that describe the picture. */
  readonly looksLike: string | undefined;
  readonly verdict: Verdict | undefined;
  /** Number of photos that were searched, or of all groups of duplicates. */
  readonly total: number;
  /** Bytes that deleting all duplicates would free. */
  readonly frees: number;
  readonly photos: readonly Photo[];
  /** True while new photos are being indexed. */
  readonly isIndexing: boolean;
  /** Cursor of the next page of a search. */
  readonly next: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Read the structured content of an answer. @returns undefined if it has no photos. */
export function readAnswer(content: unknown): Answer | undefined {
  if (!isObject(content)) return undefined;
  if (Array.isArray(content.groups)) return readDuplicates(content);
  if (!Array.isArray(content.results)) return undefined;
  const understood = isObject(content.understood) ? content.understood : {};
  return {
    kind: 'photos',
    query: textIn(content.query) ?? '',
    clues: objectsIn(understood.clues).flatMap(readClue),
    looksLike: nameIn(understood.looksLike),
    verdict: (['strong', 'fair', 'weak'] as const).find((verdict) => verdict === content.verdict),
    total: countIn(content.total),
    frees: 0,
    photos: objectsIn(content.results).flatMap(readPhoto),
    isIndexing: textIn(content.indexing) !== undefined,
    next: textIn(content.next),
  };
}

function readDuplicates({ groups, total, frees }: Json): Answer {
  const none = { query: '', clues: [], looksLike: undefined, verdict: undefined, isIndexing: false, next: undefined };
  return {
    ...{ kind: 'duplicates', ...none, total: countIn(total), frees: countIn(frees) },
    photos: objectsIn(groups).flatMap(({ photos, more, frees: freed }) => {
      const [best, ...others] = objectsIn(photos);
      const similar = others.length + countIn(more);
      return best === undefined ? [] : readPhoto(best).map((photo) => ({ ...photo, similar, frees: countIn(freed) }));
    }),
  };
}

function readPhoto(photo: Json): Photo[] {
  const id = textIn(photo.id);
  if (id === undefined) return [];
  return [
    {
      id,
      root: nameIn(photo.root) ?? '',
      path: nameIn(photo.path) ?? '',
      width: countIn(photo.width),
      height: countIn(photo.height),
      takenAt: textIn(photo.takenAt),
      title: nameIn(photo.title),
      people: Array.isArray(photo.people) ? photo.people.flatMap((name) => nameIn(name) ?? []) : [],
      reasons: objectsIn(photo.reasons).flatMap(({ by, what }) => {
        const name = nameIn(what);
        return typeof by === 'string' && name !== undefined ? { by, what: name } : [];
      }),
      similar: countIn(photo.similar),
      frees: 0,
    },
  ];
}

function readClue({ kind, label, isSure }: Json): Clue[] {
  const name = nameIn(label);
  return typeof kind === 'string' && name !== undefined ? [{ kind, label: name, isSure: isSure !== false }] : [];
}

/**
 * Read a name or another text of a photo. The server escapes "<" and "[" for programs that take a model's words for markup:
 * the gallery shows texts as what they are.
 */
export function nameIn(value: unknown): string | undefined {
  return textIn(value)?.replaceAll('\\u{3c}', '<').replaceAll('\\u{5b}', '[');
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function countIn(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
