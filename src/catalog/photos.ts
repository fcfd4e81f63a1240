/** Photos (files) and contents (what is in them). */

import { randomBytes } from 'node:crypto';
import { sep } from 'node:path';
import type { Catalog } from './open.ts';

/** A photo as the plan compares it with the disk. */
export interface StoredPhoto {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970, exact. */
  readonly mtimeNs: bigint;
  readonly contentId: number;
  /** False where the content has no vector of the model in question. */
  readonly embedded: boolean;
  readonly state: PhotoState;
  /** `st_dev` of the folder it was found in; null: not noted yet. */
  readonly device: number | null;
  /** Of the content; 0: never read. */
  readonly metadataVersion: number;
  /** Empty: it has no sidecars. */
  readonly sidecarStamps: string;
}

/**
 * `offline`: kept though its file is not there, since its drive is away. `held`: kept though its file is gone, since
 * so many went at once that a person has to say that it was meant.
 */
type PhotoState = 'present' | 'offline' | 'held';

/** A photo as the doors show it. */
export interface PhotoDetails {
  readonly id: number;
  /** The opaque id that the outside uses. */
  readonly key: string;
  readonly path: string;
  /** Of the file, in bytes. */
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly takenAt: string | null;
  /** True where its file is not there now: see `PhotoState`. */
  readonly offline: boolean;
}

export interface FileStat {
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** A file as the scan found it. */
export interface FoundFile extends FileStat {
  readonly device: number;
}

export interface NewContent {
  readonly sha256: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** A part of the picture is missing. */
  readonly damaged: boolean;
  /** See library/decode/perceptual-hash.ts; null: plain. */
  readonly perceptualHash: Uint8Array | null;
}

/** Half-open range of the paths below a folder: "/a/b" -> "/a/b/" up to "/a/b0", so "/a/bc" is not in it. */
export function pathsBelow(folder: string): { from: string; to: string } {
  const from = folder.endsWith(sep) ? folder : folder + sep;
  const to = from.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1);
  return { from, to };
}

/** SQL for "path is below one of these folders", with its parameters. No folder means no photo. */
export function below(folders: readonly string[]): { where: string; parameters: string[] } {
  const ranges = folders.map(pathsBelow);
  return {
    where: ranges.length === 0 ? '0' : `(${ranges.map(() => 'path >= ? AND path < ?').join(' OR ')})`,
    parameters: ranges.flatMap(({ from, to }) => [from, to]),
  };
}

type StoredRow = [bigint, string, bigint, bigint, bigint, bigint, PhotoState, bigint | null, bigint, string];

/** The plan's half: one photo at a time, since those of a large library together take much memory. */
export function photoReader(catalog: Catalog, modelId: number) {
  const one = (where: string) =>
    catalog
      .prepare<[number, string | number], StoredRow>(
        `SELECT photo.id, path, size, mtime_ns, photo.content_id, vector.id IS NOT NULL, state, device,
                metadata_version, coalesce(stamps, '')
         FROM photo JOIN content ON content.id = photo.content_id
         LEFT JOIN vector ON vector.content_id = photo.content_id AND vector.model_id = ?
         LEFT JOIN sidecar ON sidecar.photo_id = photo.id
         WHERE ${where}`,
      )
      .safeIntegers()
      .raw();
  const [byPath, byId] = [one('path = ?'), one('photo.id = ?')];
  const idsBelow = catalog
    .prepare<[string, string], number>('SELECT id FROM photo WHERE path >= ? AND path < ?')
    .pluck();

  return {
    at: (path: string): StoredPhoto | undefined => toStoredPhoto(byPath.get(modelId, path)),
    /** All photos below a folder but those with these ids, in no particular order. */
    *below(folder: string, except?: ReadonlySet<number>): Generator<StoredPhoto> {
      const { from, to } = pathsBelow(folder);
      // The ids first: a statement that is still being read from would keep the catalog from being written to.
      for (const id of idsBelow.all(from, to)) {
        const photo = except?.has(id) ? undefined : toStoredPhoto(byId.get(modelId, id));
        if (photo !== undefined) yield photo;
      }
    },
  };
}

function toStoredPhoto(row: StoredRow | undefined): StoredPhoto | undefined {
  if (row === undefined) return undefined;
  const [id, path, size, mtimeNs, contentId, embedded, state, device, metadataVersion, stamps] = row;
  return {
    id: Number(id),
    path,
    size: Number(size),
    mtimeNs,
    contentId: Number(contentId),
    embedded: embedded === 1n,
    state,
    device: device === null ? null : Number(device),
    metadataVersion: Number(metadataVersion),
    sidecarStamps: stamps,
  };
}

export interface PhotoCounts {
  readonly photos: number;
  /** Of these: kept though their drive is away. */
  readonly offline: number;
  /** Of these: kept though their files are gone, until a person accepts that. */
  readonly heldBack: number;
}

export function countPhotos(catalog: Catalog, folder: string): PhotoCounts {
  const { from, to } = pathsBelow(folder);
  return catalog
    .prepare<[string, string], PhotoCounts>(
      `SELECT count(*) AS photos, count(*) FILTER (WHERE state = 'offline') AS offline,
              count(*) FILTER (WHERE state = 'held') AS heldBack
       FROM photo WHERE path >= ? AND path < ?`,
    )
    .get(from, to)!;
}

const DETAILS = `SELECT photo.id, key, path, size, width, height, photo_metadata.taken_at AS takenAt,
                        state <> 'present' AS offline
                 FROM photo JOIN content ON content.id = photo.content_id
                 JOIN photo_metadata ON photo_metadata.photo_id = photo.id`;

type DetailsRow = Omit<PhotoDetails, 'offline'> & { readonly offline: 0 | 1 };

const toDetails = (row: DetailsRow): PhotoDetails => ({ ...row, offline: row.offline === 1 });

export function photoDetails(catalog: Catalog, ids: readonly number[]): PhotoDetails[] {
  const statement = catalog.prepare<[number], DetailsRow>(`${DETAILS} WHERE photo.id = ?`);
  return ids.flatMap((id) => statement.get(id) ?? []).map(toDetails);
}

/** A photo by its opaque id, but only where it lies below one of the folders. */
export function photoByKey(catalog: Catalog, key: string, folders: readonly string[]): PhotoDetails | undefined {
  const { where, parameters } = below(folders);
  const row = catalog.prepare<unknown[], DetailsRow>(`${DETAILS} WHERE key = ? AND ${where}`).get(key, ...parameters);
  return row && toDetails(row);
}

/** The id of a photo by its opaque id; undefined where it is gone. */
export function photoIdOf(catalog: Catalog, key: string): number | undefined {
  return catalog.prepare('SELECT id FROM photo WHERE key = ?').pluck().get(key) as number | undefined;
}

/** The opaque id of a photo; undefined where it is gone. */
export function photoKeyOf(catalog: Catalog, id: number): string | undefined {
  return catalog.prepare('SELECT key FROM photo WHERE id = ?').pluck().get(id) as string | undefined;
}

/** All photos of a content, whatever their state. */
export function photosOfContent(catalog: Catalog): (contentId: number) => Pick<StoredPhoto, 'id' | 'path'>[] {
  const select = catalog.prepare<[number], Pick<StoredPhoto, 'id' | 'path'>>(
    'SELECT id, path FROM photo WHERE content_id = ?',
  );
  return (contentId) => select.all(contentId);
}

/** The perceptual hash of a content: see library/decode/perceptual-hash.ts. Null: not known. */
export function perceptualHashReader(catalog: Catalog): (contentId: number) => Uint8Array | null {
  const select = catalog.prepare('SELECT look FROM content WHERE id = ?').pluck();
  return (contentId) => (select.get(contentId) as Uint8Array | null | undefined) ?? null;
}

/** The writing half, used by the indexing process alone. Statements are prepared once: they run for every photo. */
export function photoWriter(catalog: Catalog) {
  const contentBySha = catalog.prepare<[Uint8Array], { id: number }>('SELECT id FROM content WHERE sha256 = ?');
  const addContent = catalog.prepare<unknown[], { id: number }>(
    `INSERT INTO content (sha256, width, height, damaged, look) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET width = excluded.width, height = excluded.height, damaged = excluded.damaged,
                                        look = excluded.look
     RETURNING id`,
  );
  const add = catalog.prepare(
    `INSERT INTO photo (key, path, size, mtime_ns, content_id, device)
     VALUES (@key, @path, @size, @mtimeNs, @contentId, @device)`,
  );
  const update = catalog.prepare(
    `UPDATE photo SET path = @path, size = @size, mtime_ns = @mtimeNs, content_id = @contentId, device = @device,
                      state = 'present' WHERE id = @id`,
  );
  const mark = catalog.prepare('UPDATE photo SET state = @state, device = @device WHERE id = @id');
  const remove = catalog.prepare('DELETE FROM photo WHERE id = ?');
  const dropOrphans = catalog.prepare(
    'DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM photo WHERE content_id = content.id)',
  );

  return {
    contentIdOf: (sha256: Uint8Array): number | undefined => contentBySha.get(sha256)?.id,
    addContent: ({ sha256, width, height, damaged, perceptualHash }: NewContent): number =>
      addContent.get(sha256, width, height, damaged ? 1 : 0, perceptualHash)!.id,
    /** @returns its id. */
    add({ path, size, mtimeNs, device }: FoundFile, contentId: number): number {
      return Number(add.run({ path, size, mtimeNs, device, contentId, key: newKey() }).lastInsertRowid);
    },
    update(id: number, { path, size, mtimeNs, device }: FoundFile, contentId: number): void {
      update.run({ path, size, mtimeNs, device, contentId, id });
    },
    /** Set what is known of the file's being there. */
    mark: (photo: Pick<StoredPhoto, 'id' | 'state' | 'device'>): void => void mark.run(photo),
    remove: (id: number): void => void remove.run(id),
    /** Forget the contents (and their vectors) that no photo has any more. */
    dropOrphans: (): void => void dropOrphans.run(),
  };
}

/** 50 random bits as ten letters and digits: short enough to type, too many to guess. */
function newKey(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(10), (byte) => alphabet[byte & 31]).join('');
}
