/** Reads photos as the plan of an index run compares them with the disk. */

import { IMPORTED } from './imported.ts';
import type { Catalog } from './open.ts';
import { pathsBelow, type StoredPhoto } from './photos.ts';

type StoredRow = [
  bigint,
  string,
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
  StoredPhoto['state'],
  bigint | null,
  bigint,
  string,
  string | null,
  bigint,
];

/** Prepare the statements that the plan reads with: one photo at a time, because all of them would take much memory. */
export function photoReader(catalog: Catalog, modelId: number) {
  const one = (where: string) =>
    catalog
      .prepare<[number, string | number], StoredRow>(
        `SELECT photo.id, path, size, mtime_ns, photo.content_id, damaged, decoder_version,
                vector.id IS NOT NULL, state, device, metadata_version, coalesce(stamps, ''),
                status, ${IMPORTED}
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
    /** Read all photos below a folder except those with these ids, in no particular order. */
    *below(folder: string, except?: ReadonlySet<number>): Generator<StoredPhoto> {
      const { from, to } = pathsBelow(folder);
      // Read all ids first: the catalog cannot be written to while a statement is being read.
      for (const id of idsBelow.all(from, to)) {
        const photo = except?.has(id) ? undefined : toStoredPhoto(byId.get(modelId, id));
        if (photo !== undefined) yield photo;
      }
    },
  };
}

function toStoredPhoto(row: StoredRow | undefined): StoredPhoto | undefined {
  if (row === undefined) return undefined;
  const [
    id,
    path,
    size,
    mtimeNs,
    contentId,
    damaged,
    decoderVersion,
    embedded,
    state,
    device,
    metadataVersion,
    stamps,
    status,
    imported,
  ] = row;
  return {
    id: Number(id),
    path,
    size: Number(size),
    mtimeNs,
    status,
    contentId: Number(contentId),
    damaged: damaged === 1n,
    decoderVersion: Number(decoderVersion),
    embedded: embedded === 1n,
    imported: imported === 1n,
    state,
    device: device === null ? null : Number(device),
    metadataVersion: Number(metadataVersion),
    sidecarStamps: stamps,
  };
}
