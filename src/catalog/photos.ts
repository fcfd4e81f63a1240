/** Photos (files) and contents (the distinct bytes of files). */

import { randomBytes } from 'node:crypto';
import { sep } from 'node:path';
import type { Decoded } from '../library/decode/decoder-version.ts';
import { oncePerCatalog, readTogether } from './once.ts';
import type { Catalog } from './open.ts';

/** A photo as the plan compares it with the disk. */
export interface StoredPhoto extends Decoded {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970, exact. */
  readonly mtimeNs: bigint;
  /** See `FileStamp`; also null when an older picsift has read the file. */
  readonly status: string | null;
  readonly contentId: number;
  /** False when the content has no vector of the model. */
  readonly embedded: boolean;
  /** True when its vector was imported and nobody has read its file since: see imported.ts. */
  readonly imported: boolean;
  readonly state: PhotoState;
  /** `st_dev` of the folder of the file; null: not known yet. */
  readonly device: number | null;
  /** Version of the content's metadata; 0: never read. */
  readonly metadataVersion: number;
  /** Empty when there are no sidecars. */
  readonly sidecarStamps: string;
}

/**
 * `offline`: the file is missing because its drive is unplugged. `held` (held back): the file is gone, but so many
 * files disappeared at once that a person must confirm it. Both are kept in the catalog.
 */
type PhotoState = 'present' | 'offline' | 'held';

/** A photo as the doors show it. */
export interface PhotoDetails {
  readonly id: number;
  /** The opaque id that the outside uses. */
  readonly key: string;
  readonly path: string;
  /** Size of the file, in bytes. */
  readonly size: number;
  readonly width: number;
  readonly height: number;
  /** Local time, or only the day; null when nothing has a date. */
  readonly takenAt: string | null;
  /** True if only the file's name has a date: the weakest source. */
  readonly dateFromName: boolean;
  /** True when the file is missing: see `PhotoState`. */
  readonly offline: boolean;
}

export interface FileStat {
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly status: string | null;
}

/** A file that the scan found. */
export interface FoundFile extends FileStat {
  readonly device: number;
  /** Date in the name of the file, for a photo without any other. */
  readonly namedAt: string | null;
}

/** A content as an index run recognises it. */
export interface StoredContent extends Decoded {
  readonly id: number;
}

export interface NewContent extends Decoded {
  readonly sha256: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** See library/decode/perceptual-hash.ts; null for a plain picture. */
  readonly perceptualHash: Uint8Array | null;
}

/** Return the half-open range of the paths below a folder: "/a/b" -> "/a/b/" up to "/a/b0", which excludes "/a/bc". */
export function pathsBelow(folder: string): { from: string; to: string } {
  const from = folder.endsWith(sep) ? folder : folder + sep;
  const to = from.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1);
  return { from, to };
}

/** Return SQL for "path is below one of these folders", with its parameters. Without folders it matches no photo. */
export function below(folders: readonly string[]): { where: string; parameters: string[] } {
  const ranges = folders.map(pathsBelow);
  return {
    where: ranges.length === 0 ? '0' : `(${ranges.map(() => 'path >= ? AND path < ?').join(' OR ')})`,
    parameters: ranges.flatMap(({ from, to }) => [from, to]),
  };
}

export interface PhotoCounts {
  readonly photos: number;
  /** The part of `photos` whose drive is unplugged. */
  readonly offline: number;
  /** The part of `photos` whose files are gone, until a person accepts it. */
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
                        photo_metadata.date_from_name AS dateFromName,
                        state <> 'present' AS offline
                 FROM photo JOIN content ON content.id = photo.content_id
                 JOIN photo_metadata ON photo_metadata.photo_id = photo.id`;

type DetailsRow = Omit<PhotoDetails, 'dateFromName' | 'offline'> & Record<'dateFromName' | 'offline', 0 | 1>;

const toDetails = (row: DetailsRow): PhotoDetails => ({
  ...row,
  dateFromName: row.dateFromName === 1,
  offline: row.offline === 1,
});

const detailsById = oncePerCatalog((catalog) => catalog.prepare<[number], DetailsRow>(`${DETAILS} WHERE photo.id = ?`));

export function photoDetails(catalog: Catalog, ids: readonly number[]): PhotoDetails[] {
  const statement = detailsById(catalog);
  return readTogether(catalog, () => ids.flatMap((id) => statement.get(id) ?? []).map(toDetails));
}

/** Find a photo by its opaque id; undefined if it is not below one of the folders. */
export function photoByKey(catalog: Catalog, key: string, folders: readonly string[]): PhotoDetails | undefined {
  const { where, parameters } = below(folders);
  const row = catalog.prepare<unknown[], DetailsRow>(`${DETAILS} WHERE key = ? AND ${where}`).get(key, ...parameters);
  return row && toDetails(row);
}

/** Return the id of a photo by its opaque id; undefined when the photo is gone. */
export function photoIdOf(catalog: Catalog, key: string): number | undefined {
  return catalog.prepare('SELECT id FROM photo WHERE key = ?').pluck().get(key) as number | undefined;
}

const keyById = oncePerCatalog((catalog) => catalog.prepare('SELECT key FROM photo WHERE id = ?').pluck());

/** Return the opaque id of a photo; undefined when the photo is gone. */
export function photoKeyOf(catalog: Catalog, id: number): string | undefined {
  return keyById(catalog).get(id) as string | undefined;
}

/** Read the paths of all photos, in the order of their ids. Must be read to the end immediately. */
export function photoPaths(catalog: Catalog): Iterable<Pick<StoredPhoto, 'id' | 'path'>> {
  return catalog.prepare<[], Pick<StoredPhoto, 'id' | 'path'>>('SELECT id, path FROM photo ORDER BY id').iterate();
}

/** A photo as it is ranked. */
export interface FoundPhoto extends Pick<StoredPhoto, 'id' | 'path' | 'contentId'> {
  /** See library/decode/perceptual-hash.ts; null: unknown. */
  readonly perceptualHash: Uint8Array | null;
}

const FOUND = `SELECT photo.id, path, content_id AS contentId, look AS perceptualHash
               FROM photo JOIN content ON content.id = content_id`;

const selectOfContent = oncePerCatalog((catalog) =>
  catalog.prepare<[number], FoundPhoto>(`${FOUND} WHERE content_id = ?`),
);

/** Find a photo by its opaque id; undefined when it is gone. */
export function photoWithKey(catalog: Catalog, key: string): FoundPhoto | undefined {
  return catalog.prepare<[string], FoundPhoto>(`${FOUND} WHERE key = ?`).get(key);
}

/** Return all photos of each of these contents, in any state. */
export function photosOfContents(catalog: Catalog, contentIds: readonly number[]): FoundPhoto[][] {
  const select = selectOfContent(catalog);
  return readTogether(catalog, () => contentIds.map((contentId) => select.all(contentId)));
}

/** Prepare a reader of contents' perceptual hashes: see library/decode/perceptual-hash.ts. Null: unknown. */
export function perceptualHashReader(catalog: Catalog): (contentId: number) => Uint8Array | null {
  const select = catalog.prepare('SELECT look FROM content WHERE id = ?').pluck();
  return (contentId) => (select.get(contentId) as Uint8Array | null | undefined) ?? null;
}

/** Prepare the statements that the indexing process writes with. They run for every photo. */
export function photoWriter(catalog: Catalog) {
  const contentBySha = catalog.prepare<[Uint8Array], Omit<StoredContent, 'damaged'> & { damaged: 0 | 1 }>(
    'SELECT id, damaged, decoder_version AS decoderVersion FROM content WHERE sha256 = ?',
  );
  const addContent = catalog.prepare<unknown[], { id: number }>(
    `INSERT INTO content (sha256, width, height, damaged, decoder_version, look) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET width = excluded.width, height = excluded.height, damaged = excluded.damaged,
                                        decoder_version = excluded.decoder_version, look = excluded.look
     RETURNING id`,
  );
  const add = catalog.prepare(
    `INSERT INTO photo (key, path, size, mtime_ns, status, content_id, device, named_at)
     VALUES (@key, @path, @size, @mtimeNs, @status, @contentId, @device, @namedAt)`,
  );
  const update = catalog.prepare(
    `UPDATE photo SET path = @path, size = @size, mtime_ns = @mtimeNs, status = @status, content_id = @contentId,
                      device = @device, named_at = @namedAt, state = 'present' WHERE id = @id`,
  );
  const noteStatus = catalog.prepare('UPDATE photo SET status = @status WHERE id = @id');
  const mark = catalog.prepare('UPDATE photo SET state = @state, device = @device WHERE id = @id');
  const remove = catalog.prepare('DELETE FROM photo WHERE id = ?');
  const dropOrphans = catalog.prepare(
    'DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM photo WHERE content_id = content.id)',
  );

  return {
    contentOf(sha256: Uint8Array): StoredContent | undefined {
      const row = contentBySha.get(sha256);
      return row && { ...row, damaged: row.damaged === 1 };
    },
    addContent: ({ sha256, width, height, damaged, decoderVersion, perceptualHash }: NewContent): number =>
      addContent.get(sha256, width, height, damaged ? 1 : 0, decoderVersion, perceptualHash)!.id,
    /** @returns the photo's id. */
    add({ path, size, mtimeNs, status, device, namedAt }: FoundFile, contentId: number): number {
      return Number(
        add.run({ path, size, mtimeNs, status, device, namedAt, contentId, key: newKey() }).lastInsertRowid,
      );
    },
    update(id: number, { path, size, mtimeNs, status, device, namedAt }: FoundFile, contentId: number): void {
      update.run({ path, size, mtimeNs, status, device, namedAt, contentId, id });
    },
    /** Store the status of a file that is otherwise as before. */
    noteStatus: (photo: Pick<StoredPhoto, 'id' | 'status'>): void => void noteStatus.run(photo),
    /** Set whether the file is present, and its device. */
    mark: (photo: Pick<StoredPhoto, 'id' | 'state' | 'device'>): void => void mark.run(photo),
    remove: (id: number): void => void remove.run(id),
    /** Delete the contents, with their vectors, that belong to no photo any more. */
    dropOrphans: (): void => void dropOrphans.run(),
  };
}

/** Create an opaque id: 50 random bits as ten letters and digits, short enough to type and too random to guess. */
function newKey(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(10), (byte) => alphabet[byte & 31]).join('');
}
