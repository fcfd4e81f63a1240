/** The full-text index of photos' folders, names and metadata. Follows the catalog's clock. */

import { basename, dirname } from 'node:path';
import { folded, foldedLetters, foldedWords } from '../../base/fold.ts';
import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import { currentRevision } from '../facts.ts';
import { oncePerCatalog, remembering } from '../once.ts';
import type { Catalog } from '../open.ts';
import type { NameList } from './name-lists.ts';
import { purgeTerms, termWriter } from './word-terms.ts';

/** Returns the names of the place at these coordinates, in degrees; empty when no place is near. */
export type PlaceNamer = (latitude: number, longitude: number) => string;

/** Changes that are indexed in one transaction. */
const TICKS_AT_ONCE = 5_000;

interface Described
  extends Pick<PhotoMetadata, 'camera' | 'latitude' | 'longitude' | 'placeName' | 'title' | 'description' | 'label'> {
  readonly id: number;
  readonly path: string;
  /** One in each line. */
  readonly keywords: string | null;
  readonly people: string | null;
  /** Those of the file, even if a sidecar names others. */
  readonly peopleOfFile: string | null;
}

/** Facts that not every caller may know. A title stands for the description too. */
export const PERSONAL_FACTS = ['title', 'people'] as const;
export type PersonalFact = (typeof PERSONAL_FACTS)[number];

/** The columns of each, and those of everybody. The folder is a case of its own: see named-photos.ts. */
const COLUMNS = {
  open: ['name', 'keywords', 'camera', 'place', 'label'],
  title: ['title', 'description'],
  people: ['people'],
} as const;

/**
 * Programs that label with colours mean no colour of the picture: "red car" must not find them. In the languages of
 * Adobe's programs, folded.
 */
const COLOUR_LABELS = new Set(
  `none red orange yellow green blue purple magenta cyan gray grey black white rot gelb grun blau lila violett rouge
   jaune vert bleu violet pourpre rojo amarillo verde azul purpura rosso giallo blu viola vermelho amarelo roxo rood
   geel groen blauw paars rod gul gron bla lilla 赤 黄 緑 青 紫 赤色 黄色 緑色 青色 紫色 红色 绿色 蓝色`.split(/\s+/),
);

/** Index the changes since the last call. For the process that holds the writer lease. */
export function refreshWords(catalog: Catalog, placeAt: PlaceNamer): void {
  const seen = catalog.prepare('SELECT words FROM clock').pluck();
  const changed = catalog.prepare<[number, number], Described>(
    `SELECT photo.id, path, camera, latitude, longitude, place_name AS placeName,
            title, description, label,
            ${namesSql('keyword')} AS keywords, ${namesSql('person')} AS people,
            (${namesOfFileSql('person')}) AS peopleOfFile
     FROM photo JOIN photo_metadata ON photo_metadata.photo_id = photo.id
     WHERE revision > ? AND revision <= ?`,
  );
  const removed = catalog.prepare('SELECT photo_id FROM removal WHERE revision > ? AND revision <= ?').pluck();
  const columns = ['folder', ...Object.values(COLUMNS).flat()];
  const put = catalog.prepare(
    `INSERT OR REPLACE INTO words (rowid, ${columns.join(', ')})
     VALUES (@id, ${columns.map((column) => `@${column}`).join(', ')})`,
  );
  const drop = catalog.prepare('DELETE FROM words WHERE rowid = ?');
  const note = catalog.prepare('UPDATE clock SET words = ?');
  const noteTerms = termWriter(catalog);

  const indexChanges = catalog.transaction((from: number, to: number) => {
    for (const photo of changed.all(from, to)) {
      const texts = Object.entries(textsOf(photo, placeAt));
      for (const [, text] of texts) if (text) noteTerms(text);
      put.run({
        id: photo.id,
        ...Object.fromEntries(texts.map(([column, text]) => [column, text && foldedWords(text)])),
      });
    }
    for (const id of removed.all(from, to)) drop.run(id);
    note.run(to);
  });
  for (let from = seen.get() as number; from < currentRevision(catalog); from = seen.get() as number) {
    indexChanges.immediate(from, Math.min(from + TICKS_AT_ONCE, currentRevision(catalog)));
  }
}

/** Write SQL for the names of a photo, one in each line. The views are slower here. */
function namesSql(list: NameList): string {
  return `coalesce(
    (SELECT group_concat(${list}, char(10)) FROM sidecar_${list} WHERE photo_id = photo.id),
    (${namesOfFileSql(list)}))`;
}

function namesOfFileSql(list: NameList): string {
  return `SELECT group_concat(${list}, char(10)) FROM content_${list} WHERE content_id = photo.content_id`;
}

type Column = 'folder' | (typeof COLUMNS)[keyof typeof COLUMNS][number];

function textsOf(photo: Described, placeAt: PlaceNamer): Record<Column, string | null> {
  const { path, keywords, people, peopleOfFile, camera, latitude, longitude, placeName, title, description, label } =
    photo;
  return {
    folder: dirname(path),
    name: nameWords(basename(path)),
    ...namesApart(linesOf(keywords), linesOf(people), linesOf(peopleOfFile)),
    camera,
    place:
      [placeName, latitude === null || longitude === null ? null : placeAt(latitude, longitude)]
        .filter(Boolean)
        .join(' ') || null,
    title,
    description,
    label: label !== null && COLOUR_LABELS.has(folded(label)) ? null : label,
  };
}

/** Add the parts of a file's name by which people ask for it: "wa" and "12" for WA0012, "417" for DSC_0417. */
function nameWords(name: string): string {
  const parts = foldedLetters(name).match(/\p{L}+|\d+/gu) ?? [];
  const short = parts.map((part) => part.replace(/^0+(?=\d)/, ''));
  return [...new Set([name, parts.join(' '), short.join(' ')])].join('\n');
}

/**
 * Programs write the people in a photo as keywords too, whole names or parts of them. Not every caller may know the
 * people, so such keywords count as people here.
 * @param peopleOfFile also when the sidecar names other people: they are in the photo's keywords all the same.
 */
function namesApart(keywords: readonly string[], people: readonly string[], peopleOfFile: readonly string[]) {
  const names = [...people, ...peopleOfFile].map(wordsIn);
  const namesSomebody = (keyword: string) => {
    const words = wordsIn(keyword);
    return names.some((name) => isSubset(words, name) || isSubset(name, words));
  };
  const [apart, others] = [keywords.filter(namesSomebody), keywords.filter((keyword) => !namesSomebody(keyword))];
  return { keywords: others.join('\n'), people: [...people, ...apart].join('\n') };
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(folded(text).split(' '));
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return some.size <= all.size && [...some].every((word) => all.has(word));
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.split('\n');
}

/** Ids of the photos that contain a word, by where it occurs. */
export interface PhotosWithWord {
  /** In the name or the metadata. */
  readonly own: readonly number[];
  /** In the path of the folder, at any level. */
  readonly folder: readonly number[];
}

/**
 * Find the photos with this word, or these consecutive words, in any form that the index treats as equal.
 * @param hidden facts that the caller may not know: words in them find nothing.
 */
export function photosWithWord(catalog: Catalog, word: string, hidden: readonly PersonalFact[] = []): PhotosWithWord {
  const { open, ...personal } = COLUMNS;
  const known = PERSONAL_FACTS.filter((fact) => !hidden.includes(fact));
  return {
    own: photosMatching(catalog, [...open, ...known.flatMap((fact) => personal[fact])], word),
    folder: photosMatching(catalog, ['folder'], word),
  };
}

/** Return the ids of the photos with this word, or these consecutive words, in their title. */
export function photosTitled(catalog: Catalog, word: string): readonly number[] {
  return photosMatching(catalog, ['title'], word);
}

/** Return the ids of the photos with this word, or these consecutive words, in the names of their place. */
export function photosPlaced(catalog: Catalog, word: string): readonly number[] {
  return photosMatching(catalog, ['place'], word);
}

const matching = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT rowid FROM words WHERE words MATCH ?').pluck(),
);

const rememberedIds = remembering(
  (catalog, expression): readonly number[] => matching(catalog).all(expression),
  (ids) => ids.length,
);

function photosMatching(catalog: Catalog, columns: readonly Column[], word: string): readonly number[] {
  return rememberedIds(catalog, `{${columns.join(' ')}} : ${phrase(word)}`);
}

/** Find, for each word, the positions of the texts that contain it, by the rules of the index. */
export function textsWithWords(
  catalog: Catalog,
  texts: readonly string[],
  words: readonly string[],
): Map<string, ReadonlySet<number>> {
  if (words.length === 0) return new Map();
  // A temporary table of this connection: nothing is written to the catalog.
  catalog.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS temp.text_words USING fts5 (text, tokenize = '${TOKENIZER}');
     DELETE FROM temp.text_words`,
  );
  const put = catalog.prepare('INSERT INTO temp.text_words (rowid, text) VALUES (?, ?)');
  catalog.transaction(() => {
    for (const [position, text] of texts.entries()) if (text !== '') put.run(position + 1, foldedWords(text));
  })();
  const select = catalog
    .prepare<[string], number>('SELECT rowid FROM temp.text_words WHERE text_words MATCH ?')
    .pluck();
  return new Map(words.map((word) => [word, new Set(select.all(phrase(word)).map((row) => row - 1))]));
}

/** Must equal the tokenizer in the schema. */
const TOKENIZER = 'porter unicode61 remove_diacritics 2';

/** Fold a text as the index does, and quote it, so that nothing in it is read as the query language. */
function phrase(word: string): string {
  return `"${foldedWords(word).replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}

/** Erase the words of deleted photos. They stay in older parts of the index until "optimize" rewrites it. */
export function purgeWords(catalog: Catalog): void {
  catalog.prepare('DELETE FROM words WHERE rowid IN (SELECT photo_id FROM removal)').run();
  catalog.prepare(`INSERT INTO words (words) VALUES ('optimize')`).run();
  const all = ['folder', ...Object.values(COLUMNS).flat()] as readonly Column[];
  purgeTerms(catalog, (term) => photosMatching(catalog, all, term).length > 0);
}
