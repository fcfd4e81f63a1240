/** Reads what tagging needs from the catalog, and lets tagged files keep their vectors. */

import type { Catalog } from '../open.ts';
import { below } from '../photos.ts';
import { copyText } from '../text/texts.ts';
import { namesReader } from './name-lists.ts';

export interface PhotoToTag {
  readonly id: number;
  /** The opaque id that the outside uses. */
  readonly key: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly contentId: number;
  readonly sha256: Uint8Array;
  /** True when the file is missing. */
  readonly offline: boolean;
  /** See `sidecarStamps`. Empty when there are no sidecars. */
  readonly sidecarStamps: string;
  /** As searches see them: those of the sidecar, or else those of the file. */
  readonly keywords: readonly string[];
}

type Row = [bigint, string, bigint, bigint, bigint, Buffer, string, string];

/** Find a photo by its opaque id; undefined if it is not below one of the folders. */
export function photoToTag(catalog: Catalog, key: string, folders: readonly string[]): PhotoToTag | undefined {
  const { where, parameters } = below(folders);
  const row = catalog
    .prepare(
      `SELECT photo.id, path, size, mtime_ns, content_id, sha256, state, coalesce(stamps, '')
       FROM photo JOIN content ON content.id = content_id LEFT JOIN sidecar ON photo_id = photo.id
       WHERE key = ? AND ${where}`,
    )
    .safeIntegers()
    .raw()
    .get(key, ...parameters) as Row | undefined;
  if (row === undefined) return undefined;
  const [id, path, size, mtimeNs, contentId, sha256, state, sidecarStamps] = row;
  return {
    id: Number(id),
    key,
    path,
    size: Number(size),
    mtimeNs,
    contentId: Number(contentId),
    sha256,
    offline: state !== 'present',
    sidecarStamps,
    keywords: namesReader(catalog, 'keyword')(Number(id)),
  };
}

/**
 * Insert a content whose pixels equal those of another one. It gets the other one's size, its vectors of all models and
 * its text.
 * @param sha256 hash of the new content's bytes.
 * @returns the id of the new content.
 */
export function enterTwin(catalog: Catalog, contentId: number, sha256: Uint8Array): number {
  const twin = catalog
    .prepare(
      `INSERT INTO content (sha256, width, height, damaged, decoder_version, look)
       SELECT ?, width, height, damaged, decoder_version, look FROM content WHERE id = ?
       ON CONFLICT (sha256) DO UPDATE SET width = excluded.width RETURNING id`,
    )
    .pluck()
    .get(sha256, contentId) as number;
  catalog
    .prepare(
      `INSERT OR IGNORE INTO vector (model_id, content_id, data, checksum)
       SELECT model_id, ?, data, checksum FROM vector WHERE content_id = ? ORDER BY id`,
    )
    .run(twin, contentId);
  copyText(catalog, contentId, twin);
  return twin;
}
