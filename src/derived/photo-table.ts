/**
 * Every photo's facts in columns: what a search filters a million photos by, in milliseconds. Follows the catalog by
 * its clock, whichever process changes it.
 */

import { basename, dirname } from 'node:path';
import { currentRevision, type PhotoFacts, readChanges } from '../catalog/facts.ts';
import type { Catalog } from '../catalog/open.ts';
import { fileEnding } from '../library/files/formats.ts';
import {
  type Columns,
  eachTextColumn,
  growColumns,
  newColumns,
  type OfTextColumns,
  type TextColumn,
} from './columns.ts';
import { Dictionary } from './dictionary.ts';

/** What `presence` says of a photo. */
export const PRESENCE = { gone: 0, present: 1, away: 2 } as const;

/** What `orientation` says of a photo. */
export const ORIENTATION = { landscape: 0, portrait: 1, square: 2 } as const;

/** A table is read anew where more than this share of its rows are of photos that are gone. */
const MOST_GONE = 1 / 4;

/** What a table holds: what is written down of it, and read again. */
export interface PhotoTableState {
  readonly revision: number;
  readonly count: number;
  readonly columns: Columns;
  readonly dictionaries: OfTextColumns<Dictionary>;
}

export class PhotoTable implements PhotoTableState {
  /** Rows, those of photos that are gone included. A photo's row stays the same for the life of the table. */
  count = 0;
  /** Grows with every change. */
  version = 0;
  columns: Columns = newColumns(0);
  /** What the numbers in these columns stand for. */
  dictionaries: OfTextColumns<Dictionary> = eachTextColumn(() => new Dictionary());
  /** The tick of the catalog's clock that the table has followed. -1: none. */
  revision = -1;
  #gone = 0;

  /** @param state as it was written down, to go on from there. */
  constructor(state?: PhotoTableState) {
    if (state === undefined) return;
    this.revision = state.revision;
    this.count = state.count;
    this.columns = state.columns;
    this.dictionaries = state.dictionaries;
  }

  /**
   * Take in what any process has changed since the last call. Costs next to nothing where that is nothing.
   * @returns the table to use from now on: this one, or another where the rows are better numbered anew. Whoever is
   * still searching with this one goes on with it.
   */
  refresh(catalog: Catalog): PhotoTable {
    const current = currentRevision(catalog);
    if (current === this.revision) return this;
    // A catalog that was put back from a backup goes back in time.
    if (current < this.revision || this.#gone > this.count * MOST_GONE) return new PhotoTable().refresh(catalog);
    readChanges(catalog, this.revision, ({ revision, changed, removed }) => {
      for (const photo of changed) this.#put(photo);
      for (const id of removed) this.#remove(id);
      this.revision = revision;
    });
    this.version++;
    return this;
  }

  /** The row of a photo, or -1 where it is not in the table. */
  rowOf(id: number): number {
    // Rows are in the order of ids, which only grow.
    const { id: ids } = this.columns;
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = ids[middle]!;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The photo that was indexed last among those in a mask of rows; 0 where there is none. */
  newestIn(mask: Uint8Array): number {
    return this.columns.id[mask.lastIndexOf(1)] ?? 0;
  }

  /** The texts in a column of the photos in a mask of rows, and how many photos have each: the most used first. */
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

  /** A mask of rows without the photos that came after the one with this id. */
  withoutLaterThan(id: number, mask: Uint8Array): Uint8Array {
    let end = this.count;
    while (end > 0 && this.columns.id[end - 1]! > id) end--;
    return end === this.count ? mask : mask.slice().fill(0, end);
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
    columns.extension[row] = dictionaries.extension.numberOf(fileEnding(photo.path));
    columns.hidden[row] = basename(photo.path).startsWith('.') ? 1 : 0;
    columns.presence[row] = photo.present ? PRESENCE.present : PRESENCE.away;
    columns.orientation[row] =
      width === height ? ORIENTATION.square : width > height ? ORIENTATION.landscape : ORIENTATION.portrait;
    columns.takenOn[row] = dayNumber(photo.takenAt);
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
 * The local day of an ISO 8601 time as the number 20190601; 0: not known.
 * @internal
 */
export function dayNumber(takenAt: string | null): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(takenAt ?? '') ?? [];
  return year === undefined ? 0 : Number(`${year}${month}${day}`);
}
