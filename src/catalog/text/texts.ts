/** The text in pictures, by content: copies of a photo share it. */

import { LRUCache } from 'lru-cache';
import { foldedWords } from '../../base/fold.ts';
import type { TextDensity } from '../../library/kinds/kind-of.ts';
import type { TextLine } from '../../reading/text-reader.ts';
import { oncePerCatalog } from '../once.ts';
import type { Catalog } from '../open.ts';
import { joinedText, spacedText } from './fold-text.ts';
import { type Reader, readerKey } from './reader.ts';

/** What was found in a picture. `failure`: why it could not be read. */
export type ReadText = { readonly lines: readonly TextLine[] } | { readonly failure: string };

/** Lines below this are kept, but neither shown nor found: signs that are far away, and patterns. */
const LEAST_CONFIDENCE = 0.6;
/** Characters of a line, and of all lines of a picture: a page of a newspaper has 30,000. A picture could hold a book. */
const MAX_LINE = 1_000;
const MAX_TEXT = 40_000;

/** Text, confidence in per cent, and box in parts of a thousand. */
type StoredLine = readonly [string, number, number, number, number, number];

/** Prepare the statements that store text. */
export function textWriter(catalog: Catalog, reader: Reader) {
  const key = readerKey(reader);
  const drop = catalog.prepare('DELETE FROM content_text WHERE content_id = ?');
  const keep = catalog.prepare('UPDATE content_text SET reader = ? WHERE content_id = ? AND failure IS NULL');
  const put = catalog.prepare(
    'INSERT INTO content_text (content_id, reader, lines, doubtful, failure) VALUES (?, ?, ?, ?, ?)',
  );
  const exists = catalog.prepare('SELECT 1 FROM content WHERE id = ?').pluck();
  return {
    /**
     * Store the text of a content in place of its former one, which stays if this reader has failed. A content that is gone
     * meanwhile is left out.
     */
    put(contentId: number, read: ReadText): void {
      if (exists.get(contentId) === undefined) return;
      if ('failure' in read && keep.run(key, contentId).changes > 0) return;
      drop.run(contentId);
      keptTexts(catalog)().delete(contentId);
      if ('failure' in read) {
        put.run(contentId, key, null, null, read.failure);
        return;
      }
      const lines = capped(read.lines);
      const sure = lines.filter(isSure);
      const doubtful = lines.filter((line) => !isSure(line));
      put.run(contentId, key, stored(sure), stored(doubtful), null);
      indexText(catalog, contentId, sure.map((line) => line.text).join('\n'));
      noteAmount(catalog, contentId, amountOf(sure));
    },
  };
}

const indexing = oncePerCatalog((catalog) => ({
  words: catalog.prepare('INSERT INTO content_words (rowid, text) VALUES (?, ?)'),
  parts: catalog.prepare('INSERT INTO content_parts (rowid, spaced, joined) VALUES (?, ?, ?)'),
}));

function indexText(catalog: Catalog, contentId: number, text: string): void {
  const spaced = spacedText(text);
  if (spaced === '') return;
  const { words, parts } = indexing(catalog);
  words.run(contentId, foldedWords(text));
  parts.run(contentId, spaced, joinedText(text));
}

const notingAmount = oncePerCatalog((catalog) =>
  catalog.prepare('UPDATE content SET text_lines = ?, text_characters = ?, text_share = ? WHERE id = ?'),
);

/** @param amount undefined: the content was not read. */
function noteAmount(catalog: Catalog, contentId: number, amount: TextDensity | undefined): void {
  const { lines = null, characters = null, share = null } = amount ?? {};
  notingAmount(catalog).run(lines, characters, share, contentId);
}

function amountOf(lines: readonly TextLine[]): TextDensity {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    lines: lines.length,
    characters: sum(lines.map(({ text }) => text.length)),
    share: sum(lines.map(({ box: [, , width, height] }) => width * height)),
  };
}

/** Give a content the text of another one with the same pixels. */
export function copyText(catalog: Catalog, from: number, to: number): void {
  const { changes } = catalog
    .prepare(
      `INSERT OR IGNORE INTO content_text (content_id, reader, lines, doubtful, failure)
       SELECT ?, reader, lines, doubtful, failure FROM content_text WHERE content_id = ?`,
    )
    .run(to, from);
  if (changes === 0) return;
  indexText(catalog, to, textOfContent(catalog, to) ?? '');
  catalog
    .prepare(
      `UPDATE content SET (text_lines, text_characters, text_share) =
         (SELECT text_lines, text_characters, text_share FROM content WHERE id = ?) WHERE id = ?`,
    )
    .run(from, to);
}

/** A single letter is more often a pattern of the picture than a text, however sure the reader is. */
function isSure({ text, confidence }: TextLine): boolean {
  return confidence >= LEAST_CONFIDENCE && joinedText(text).length > 1;
}

function capped(lines: readonly TextLine[]): TextLine[] {
  let left = MAX_TEXT;
  const kept: TextLine[] = [];
  for (const line of lines) {
    // NUL would end the text for SQLite.
    const text = line.text.replaceAll('\0', ' ').trim().slice(0, Math.min(MAX_LINE, left));
    if (text === '') continue;
    left -= text.length;
    kept.push({ ...line, text });
  }
  return kept;
}

function stored(lines: readonly TextLine[]): string | null {
  const share = (value: number, parts: number) => Math.round(Math.min(1, Math.max(0, value)) * parts);
  const rows = lines.map(({ text, confidence, box }): StoredLine => {
    const [x, y, width, height] = box.map((side) => share(side, 1_000)) as [number, number, number, number];
    return [text, share(confidence, 100), x, y, width, height];
  });
  return rows.length === 0 ? null : JSON.stringify(rows);
}

const linesOfContent = oncePerCatalog((catalog) =>
  catalog.prepare<[number], string | null>('SELECT lines FROM content_text WHERE content_id = ?').pluck(),
);

/**
 * Return the text in a picture, a line in each line; null if there is none, or nobody has read it yet.
 * @internal
 */
export function textOfContent(catalog: Catalog, contentId: number): string | null {
  const lines = linesOfContent(catalog).get(contentId) ?? null;
  return lines === null ? null : (JSON.parse(lines) as StoredLine[]).map(([text]) => text).join('\n');
}

const contentOfPhoto = oncePerCatalog((catalog) =>
  catalog.prepare<[number], number>('SELECT content_id FROM photo WHERE id = ?').pluck(),
);

/** Return the text in a photo, as `textOfContent`. It is untrusted: anybody may have written it. */
export function textOfPhoto(catalog: Catalog, photoId: number): string | null {
  const contentId = contentOfPhoto(catalog).get(photoId);
  return contentId === undefined ? null : textOfContent(catalog, contentId);
}

/** Characters of folded texts that are kept: those of 20,000 pictures of a usual library. */
const MAX_KEPT = 8_000_000;

const keptTexts = oncePerCatalog((catalog) => {
  const texts = new LRUCache<number, string>({ maxSize: MAX_KEPT, sizeCalculation: ({ length }) => length + 1 });
  let revision = textRevision(catalog);
  return () => {
    const current = textRevision(catalog);
    if (current !== revision) texts.clear();
    revision = current;
    return texts;
  };
});

/** Prepare a reader of the texts in pictures, in the form of `spacedText`. For statements that run in one transaction. */
export function spacedTexts(catalog: Catalog): (contentId: number) => string {
  const texts = keptTexts(catalog)();
  return (contentId) => {
    const text = texts.get(contentId) ?? spacedText(textOfContent(catalog, contentId) ?? '');
    texts.set(contentId, text);
    return text;
  };
}

/** Return a number that changes when another process, such as the one that reads, has written. */
export function textRevision(catalog: Catalog): number {
  return catalog.pragma('data_version', { simple: true }) as number;
}

/** Delete the text of a content whose pixels have changed. */
export function dropText(catalog: Catalog, contentId: number): void {
  catalog.prepare('DELETE FROM content_text WHERE content_id = ?').run(contentId);
  noteAmount(catalog, contentId, undefined);
  keptTexts(catalog)().delete(contentId);
}

/** Delete the records of pictures that could not be read, so that they are read again. */
export function forgetUnreadable(catalog: Catalog): void {
  catalog.prepare('DELETE FROM content_text WHERE failure IS NOT NULL').run();
}

/** Erase the words of deleted texts. They stay in older parts of the indexes until "optimize" rewrites them. */
export function purgeText(catalog: Catalog): void {
  for (const index of ['content_words', 'content_parts']) {
    catalog.prepare(`INSERT INTO ${index} (${index}) VALUES ('optimize')`).run();
  }
}
