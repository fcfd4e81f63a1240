/** Understands the words of a query: what they say about photos besides what the pictures show, and what is left. */

import { readTogether } from '../catalog/once.ts';
import type { Catalog } from '../catalog/open.ts';
import { collectEvidence, type Known } from './evidence/collect.ts';
import { rowsTaken } from './evidence/date-rows.ts';
import type { AllEvidence } from './evidence/evidence.ts';
import { rowsShowing } from './evidence/people-rows.ts';
import { rowsWithText } from './evidence/text-rows.ts';
import { nearWords } from './evidence/word-rows.ts';
import { rowsWithWord } from './filters/named-photos.ts';
import { type Findable, findersOf, peopleOf } from './finders.ts';
import type { PhotoSide } from './photo-side.ts';
import { findFillers } from './query/fillers.ts';
import type { Query, Term } from './query/query.ts';
import { readSentence, type Sentence } from './query/sentence/sentence.ts';
import { inEnglish } from './query/translate/in-english.ts';
import type { Meaning } from './query/vocabulary/meaning.ts';
import type { SearchRequest, UnderstoodQuery } from './search-request.ts';

export interface Understood {
  /** The query with the words for the model. */
  readonly forModel: Query;
  readonly evidence: AllEvidence;
  /** For the person. */
  readonly told: UnderstoodQuery | null;
}

interface Searched extends Findable {
  readonly catalog: Catalog;
  readonly request: Pick<SearchRequest, 'folders' | 'within' | 'hidden' | 'coarsePlaces' | 'literal' | 'words' | 'raw'>;
}

/** Understand a query. With `literal` the words are what they are: no dates, no people, no places. */
export function understand(query: Query, searched: Searched): Understood {
  const read = readQuery(query, searched);
  const sentences = read.flatMap(({ sentence = [] }) => sentence);
  const evidence = collectEvidence(sentences, knownPhotos(searched));
  return {
    forModel: read.map(({ term }) => term),
    evidence,
    told: searched.request.literal || sentences.length === 0 ? null : tell(sentences, evidence),
  };
}

/** Find out what the model will get of a search that comes soon. The photos may change until then. */
export function comingWords(
  query: Query,
  request: SearchRequest,
  { catalog, photos, hemisphere }: Pick<Searched, 'catalog' | 'hemisphere'> & { readonly photos: PhotoSide },
): string[] {
  const table = photos.table();
  const { mask } = photos.scope(table, request, request.filters);
  const searched = { catalog, table, mask, request, today: request.today ?? new Date(), hemisphere };
  const read = readTogether(catalog, () => readQuery(query, searched));
  return read.flatMap(({ term: { kind, value } }) => (kind === 'text' ? [value] : []));
}

interface ReadTerm {
  /** With the words for the model. */
  readonly term: Term;
  /** Absent if the words say nothing besides what the pictures show. */
  readonly sentence?: Sentence<Meaning>;
}

function readQuery(query: Query, searched: Searched): ReadTerm[] {
  const { raw = false, words = !raw, literal = false } = searched.request;
  const finders = words && !literal ? findersOf(searched, peopleOf(searched.catalog, searched)) : [];
  return query.map((term) => {
    if (!words || term.kind !== 'text') return { term };
    const isLiteral = literal || term.quoted === true;
    if (term.weight < 0) return { term: isLiteral ? term : { ...term, value: inEnglish(term.value) ?? term.value } };
    const sentence = term.quoted
      ? { ...readSentence<Meaning>(term.value, []), quoted: [term.value], words: [] }
      : translated(readSentence(term.value, finders, literal ? undefined : findFillers), isLiteral);
    return { term: { ...term, value: sentence.looksLike }, sentence };
  });
}

/** Most models know only English. Names keep their words, and so does a sentence with words in quotation marks. */
function translated(sentence: Sentence<Meaning>, isLiteral: boolean): Sentence<Meaning> {
  if (isLiteral || sentence.quoted.length > 0) return sentence;
  return { ...sentence, looksLike: inEnglish(sentence.looksLike) ?? sentence.looksLike };
}

/** Say what was understood. */
function tell(sentences: readonly Sentence<Meaning>[], { clues }: AllEvidence): UnderstoodQuery {
  const left = sentences.filter(({ isOnlyClues }) => !isOnlyClues).map(({ looksLike }) => looksLike);
  return {
    clues: clues.map(({ kind, label, found: [words = ''], isSure, isNegated = false, photos }) => ({
      kind,
      words,
      label,
      isSure,
      isNegated,
      photos,
    })),
    looksLike: left.length === 0 ? null : left.join(' + '),
  };
}

function knownPhotos({ catalog, table, mask, request }: Searched): Known {
  return {
    mask,
    rowsWith: (words) => rowsWithWord(catalog, table, mask, request, words),
    nearWords: (plain) => nearWords(catalog, plain),
    rowsWithText: (words, isExact) => rowsWithText(catalog, table, words, isExact),
    rowsTaken: (when) => rowsTaken(table, when),
    rowsShowing: (name) => rowsShowing(catalog, table, name),
  };
}
