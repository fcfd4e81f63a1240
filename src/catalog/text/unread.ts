/** Which pictures were read for text, and which are still to be read. */

import type { FileStamp } from '../../library/files/file-stamp.ts';
import type { Catalog } from '../open.ts';
import { below } from '../photos.ts';
import { leaseHolder, READER } from '../runs/lease.ts';
import { asGoodAs, IS_AS_GOOD, type Reader, readerKey } from './reader.ts';

/** True if this reader has read the content, or failed. */
const IS_READ = `EXISTS (SELECT 1 FROM content_text
                         WHERE content_text.content_id = photo.content_id AND ${IS_AS_GOOD})`;

/** Return the contents of the present photos below the folders that are still to be read, the newest first. */
export function unreadContents(catalog: Catalog, folders: readonly string[], reader: Reader): number[] {
  const { where, parameters } = below(folders);
  return catalog
    .prepare<unknown[], number>(
      `SELECT DISTINCT content_id FROM photo WHERE state = 'present' AND ${where} AND NOT ${IS_READ}
       ORDER BY content_id DESC`,
    )
    .pluck()
    .all(...parameters, ...asGoodAs(reader));
}

/**
 * Decide whether this reader has tried all photos of the catalog since the last change of any. Takes no time in a large
 * library, unlike `unreadContents`: every search asks.
 */
export function isTextUpToDate(catalog: Catalog, reader: Reader): boolean {
  const current = 'SELECT texts = revision AND texts_reader = ? FROM clock';
  return catalog.prepare<[string], 0 | 1>(current).pluck().get(readerKey(reader)) === 1;
}

/** Note that this reader has tried all photos of the catalog as it was at a revision: see `isTextUpToDate`. */
export function noteTextRead(catalog: Catalog, reader: Reader, revision: number): void {
  catalog.prepare('UPDATE clock SET texts = ?, texts_reader = ?').run(revision, readerKey(reader));
}

export interface TextCounts {
  /** Present photos. */
  readonly photos: number;
  /** The part of `photos` that was read for text, or could not be read. */
  readonly read: number;
  /** True if a process is reading, in any folder. */
  readonly isReading: boolean;
}

/** Count the present photos below the folders. */
export function countRead(catalog: Catalog, folders: readonly string[], reader: Reader): TextCounts {
  const { where, parameters } = below(folders);
  const counts = catalog
    .prepare<unknown[], Omit<TextCounts, 'isReading'>>(
      `SELECT count(*) AS photos, count(*) FILTER (WHERE ${IS_READ}) AS read
       FROM photo WHERE state = 'present' AND ${where}`,
    )
    .get(...asGoodAs(reader), ...parameters)!;
  return { ...counts, isReading: leaseHolder(catalog, READER) !== undefined };
}

/** Count the contents, of these, that no reader has read. */
export function countUnread(catalog: Catalog, contents: Iterable<number>): number {
  const isRead = catalog.prepare('SELECT 1 FROM content_text WHERE content_id = ?').pluck();
  return [...contents].filter((content) => isRead.get(content) === undefined).length;
}

/** Prepare a reader of the present files of a content. */
export function filesReader(catalog: Catalog): (contentId: number) => FileStamp[] {
  const select = catalog
    .prepare(`SELECT path, size, mtime_ns, status FROM photo WHERE content_id = ? AND state = 'present'`)
    .safeIntegers()
    .raw();
  return (contentId) =>
    (select.all(contentId) as [string, bigint, bigint, string | null][]).map(([path, size, mtimeNs, status]) => ({
      path,
      size: Number(size),
      mtimeNs,
      status,
    }));
}
