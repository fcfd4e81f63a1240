/**
 * The facts of every photo in columns, so that a search can filter a million photos in milliseconds. Follows the
 * changes of all processes by the catalog's clock.
 */

import { basename, dirname } from 'node:path';
import { currentRevision, type PhotoFacts, readChanges } from '../catalog/facts.ts';
import type { Catalog } from '../catalog/open.ts';
import { fileEnding } from '../library/files/formats.ts';
import { kindOf } from '../library/kinds/kind-of.ts';
import { PHOTO_KINDS } from '../library/kinds/kind-words.ts';
import {
  type Columns,
  eachTextColumn,
  growColumns,
  newColumns,
  type OfTextColumns,
  type TextColumn,
} from './columns.ts';
import { Dictionary } from './dictionary.ts';

/** Values of the column `presence`. */
export const PRESENCE = { gone: 0, present: 1, away: 2 } as const;

/** Values of the column `orientation`. */
export const ORIENTATION = { landscape: 0, portrait: 1, square: 2, unknown: 3 } as const;

/** The table is read again from the catalog when more than this share of its rows belongs to deleted photos. */
const MAX_GONE_SHARE = 1 / 4;

/** The content of a table, as it is stored in the file. */
export interface PhotoTableState {
  readonly revision: number;
  readonly count: number;
  readonly columns: Columns;
  readonly dictionaries: OfTextColumns<Dictionary>;
}

export class PhotoTable implements PhotoTableState {
  /** Number of rows, including those of deleted photos. A photo keeps its row for the life of the table. */
  count = 0;
  /** Grows with every change. */
  version = 0;
  columns: Columns = newColumns(0);
  /** The texts that the numbers in the text columns represent. */
  dictionaries: OfTextColumns<Dictionary> = eachTextColumn(() => new Dictionary());
  /** Revision of the catalog that the table is current with. -1: none. */
  revision = -1;
  #gone = 0;

  /** @param state content of the file, to continue from. */
  constructor(state?: PhotoTableState) {
    if (state === undefined) return;
    this.revision = state.revision;
    this.count = state.count;
    this.columns = state.columns;
    this.dictionaries = state.dictionaries;
  }

  /**
   * Apply the changes of all processes since the last call. Without changes this is almost free.
   * @returns the table to use from now on: this one, or a new one with new row numbers if too many rows are unused.
   * Searches in progress may continue with the old table.
   */
  refresh(catalog: Catalog): PhotoTable {
    const current = currentRevision(catalog);
    if (current === this.revision) return this;
    // The revision of a catalog that was restored from a backup is lower than before.
    if (current < this.revision || this.#gone > this.count * MAX_GONE_SHARE) return new PhotoTable().refresh(catalog);
    readChanges(catalog, this.revision, ({ revision, changed, removed }) => {
      for (const photo of changed) this.#put(photo);
      for (const id of removed) this.#remove(id);
      this.revision = revision;
    });
    this.version++;
    return this;
  }

  /** Return the row of a photo, or -1 if it is not in the table. */
  rowOf(id: number): number {
    return this.#rowBetween(id, 0, this.count - 1);
  }

  /** Return the rows of photos, as `rowOf` does. Takes much less time if the ids rise. */
  rowsOf(photoIds: readonly number[]): Int32Array {
    const { id: ids } = this.columns;
    const rows = new Int32Array(photoIds.length);
    let low = 0;
    for (let index = 0; index < rows.length; index++) {
      const id = photoIds[index]!;
      if (low > 0 && id < ids[low]!) low = 0;
      // Each row has a larger id than the one before. Usually larger by one: then this is the row.
      const last = Math.max(-1, Math.min(this.count - 1, low + id - ids[low]!));
      const row = ids[last] === id ? last : this.#rowBetween(id, low, last);
      rows[index] = row;
      if (row !== -1) low = row;
    }
    return rows;
  }

  #rowBetween(id: number, from: number, to: number): number {
    // Rows are in the order of their ids, because ids only grow.
    const { id: ids } = this.columns;
    let [low, high] = [from, to];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = ids[middle]!;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Return the id of the photo in a mask of rows that was indexed last; 0 for an empty mask. */
  newestIn(mask: Uint8Array): number {
    return this.columns.id[mask.lastIndexOf(1)] ?? 0;
  }

  /** Count the texts in a column of the photos in a mask of rows. The most frequent text comes first. */
  textsIn(column: TextColumn, mask: Uint8Array): { readonly name: string; readonly photos: number }[] {
    const numbers = this.columns[column];
    const { all } = this.dictionaries[column];
    const used = new Uint32Array(all.length);
    for (let row = 0; row < this.count; row++) if (mask[row] === 1) used[numbers[row]!]!++;
    return all
      .map((name, number) => ({ name, photos: used[number]! }))
      .filter(({ name, photos }) => photos > 0 && name !== '')
      .sort((a, b) => b.photos - a.photos);
  }

  /**
   * Return a mask of rows without the photos that were added after the one with this id: the same mask if it has none, because
   * others keep what they have computed for it.
   */
  withoutLaterThan(id: number, mask: Uint8Array): Uint8Array {
    let end = this.count;
    while (end > 0 && this.columns.id[end - 1]! > id) end--;
    return mask.indexOf(1, end) === -1 ? mask : mask.slice().fill(0, end);
  }

  #put(photo: PhotoFacts): void {
    let row = this.rowOf(photo.id);
    if (row === -1) {
      row = this.count++;
      if (row >= this.columns.id.length) this.columns = growColumns(this.columns, this.count);
    } else if (this.columns.presence[row] === PRESENCE.gone) this.#gone--;
    const { width, height } = photo;
    const { columns, dictionaries } = this;
    columns.id[row] = photo.id;
    columns.content[row] = photo.contentId;
    columns.folder[row] = dictionaries.folder.numberOf(dirname(photo.path));
    columns.camera[row] = dictionaries.camera.numberOf(photo.camera ?? '');
    columns.lens[row] = dictionaries.lens.numberOf(photo.lens ?? '');
    columns.placeName[row] = dictionaries.placeName.numberOf(photo.placeName ?? '');
    columns.label[row] = dictionaries.label.numberOf(photo.label ?? '');
    columns.extension[row] = dictionaries.extension.numberOf(fileEnding(photo.path));
    columns.hidden[row] = basename(photo.path).startsWith('.') ? 1 : 0;
    columns.presence[row] = photo.present ? PRESENCE.present : PRESENCE.away;
    columns.orientation[row] = orientationOf(width, height);
    columns.kind[row] = PHOTO_KINDS.indexOf(kindOf(photo));
    columns.takenOn[row] = dayNumber(photo.takenAt);
    columns.takenSecond[row] = secondOfDay(photo.takenAt);
    columns.size[row] = photo.size;
    columns.rating[row] = photo.rating ?? 0;
    columns.latitude[row] = photo.latitude ?? Number.NaN;
    columns.longitude[row] = photo.longitude ?? Number.NaN;
  }

  #remove(id: number): void {
    const row = this.rowOf(id);
    if (row === -1 || this.columns.presence[row] === PRESENCE.gone) return;
    this.columns.presence[row] = PRESENCE.gone;
    this.#gone++;
  }
}

/**
 * Convert an ISO 8601 time to its local day as a number such as 20190601; 0: unknown.
 * @internal
 */
export function dayNumber(takenAt: string | null): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(takenAt ?? '') ?? [];
  return year === undefined ? 0 : Number(`${year}${month}${day}`);
}

/** Return the local second of the day of an ISO 8601 time; 0 for a day without a time. */
function secondOfDay(takenAt: string | null): number {
  const [, hour = 0, minute = 0, second = 0] = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(takenAt ?? '') ?? [];
  return Number(hour) * 3600 + Number(minute) * 60 + Number(second);
}

/** @param width 0 if the photo was imported and not read yet. */
function orientationOf(width: number, height: number): number {
  if (width === 0) return ORIENTATION.unknown;
  if (width === height) return ORIENTATION.square;
  return width > height ? ORIENTATION.landscape : ORIENTATION.portrait;
}
