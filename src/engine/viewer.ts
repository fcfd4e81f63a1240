/** Photos as others may see them: newly rendered, small, without metadata, and only from the granted folders. */

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { nothingIfGone, PicsiftError } from '../base/errors.ts';
import { newestFirst } from '../base/newest-first.ts';
import type { WorkOptions } from '../base/turns.ts';
import { contentHashes } from '../catalog/contents.ts';
import { type DescribedPhoto, describedPhoto } from '../catalog/metadata/described-photo.ts';
import type { Catalog } from '../catalog/open.ts';
import { type PhotoDetails, photoByKey } from '../catalog/photos.ts';
import { openInside, readInside } from '../library/files/folder-paths.ts';
import { MAX_FILE_BYTES } from '../library/files/formats.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import { contactSheet, sheetLayout } from '../library/render/contact-sheet.ts';
import type { PictureCache } from '../library/render/picture-cache.ts';
import type { RenderedPhoto, RenderOptions } from '../library/render/render.ts';
import { createRenderer } from '../library/render/renderer.ts';
import type { Thumbnail, ThumbnailOptions } from '../library/render/thumbnail.ts';
import { findableIn } from '../search/filters/findable.ts';

interface ContactSheet extends RenderedPhoto {
  /** For each photo, in order: whether it is on the sheet. */
  readonly shown: readonly boolean[];
}

/** Longer edge of the pictures that are kept on the disk, in pixels. A smaller photo is not enlarged. */
export type PictureSize = 240 | 480 | 960 | 2048;

interface Picture {
  readonly jpeg: Uint8Array;
  /** True if it was made from the bytes that `contentOf` names: then it never changes. */
  readonly isOfContent: boolean;
}

/** A photo's file, opened for reading. */
interface Original {
  readonly file: FileHandle;
  /** In bytes, now. */
  readonly size: number;
  /** Untrusted. */
  readonly name: string;
}

/** The renderer has two threads; the third request reads its file meanwhile. */
const RENDERED_AT_ONCE = 3;

export interface Viewer {
  /**
   * Return everything that the catalog knows of a photo below the folders.
   * @throws PicsiftError `photo-not-found`.
   */
  describe(id: string, folders: readonly string[]): Promise<DescribedPhoto>;
  /**
   * Render a photo below the folders as a new JPEG without metadata.
   * @throws PicsiftError `photo-not-found`, `photo-unreadable`, `photo-too-large`.
   */
  render(id: string, folders: readonly string[], options: RenderOptions): Promise<RenderedPhoto>;
  /** Render a photo small enough for a terminal. Errors as in `render`. */
  thumbnail(id: string, folders: readonly string[], options: ThumbnailOptions): Promise<Thumbnail>;
  /** Return those of the photos that are below the folders, in the order of the ids. */
  locate(ids: readonly string[], folders: readonly string[]): Promise<PhotoDetails[]>;
  /** Return the hashes of the photos' bytes, by id: see `contentHashes`. */
  contentsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Return the SHA-256 of the photo's bytes as they were indexed.
   * @throws PicsiftError `photo-not-found`.
   */
  contentOf(id: string, folders: readonly string[]): Promise<string>;
  /**
   * Return a JPEG without metadata, from the disk if it was made before. Of several, the newest request comes first.
   * @param signal aborted: nobody waits for it any more.
   * @throws PicsiftError `photo-not-found`, `photo-unreadable`, `interrupted`.
   */
  picture(id: string, folders: readonly string[], size: PictureSize, signal?: AbortSignal): Promise<Picture>;
  /** Open the photo's file. The caller closes it. @throws PicsiftError `photo-not-found`, `photo-unreadable`. */
  original(id: string, folders: readonly string[]): Promise<Original>;
  /** Render the photos on one numbered sheet. A photo that cannot be shown leaves a gap. */
  contactSheet(
    ids: readonly string[],
    folders: readonly string[],
    options: RenderOptions,
    work?: WorkOptions<number>,
  ): Promise<ContactSheet>;
  close(): void;
}

/** Create a viewer. Its child process starts with the first photo. @param scan which files count as part of a folder. */
export function createViewer(catalog: Catalog, scan: ScanOptions, pictures: PictureCache): Viewer {
  const renderer = createRenderer();
  const inTurn = newestFirst(RENDERED_AT_ONCE);

  /** @returns the photo, unless it is in an excluded folder: it may have been indexed before. */
  function found<Photo extends PhotoDetails>(photo: Photo | undefined, folders: readonly string[]): Photo {
    if (photo !== undefined && findableIn(catalog, folders, scan).has(photo.path)) return photo;
    throw new PicsiftError('photo-not-found', 'There is no photo with that id here. Search again.');
  }

  function photoAt(id: string, folders: readonly string[]): PhotoDetails {
    return found(photoByKey(catalog, id, folders), folders);
  }

  const hashOf = ({ key }: PhotoDetails) => contentHashes(catalog, [key]).get(key) ?? '';

  async function picture(
    id: string,
    folders: readonly string[],
    size: PictureSize,
    signal?: AbortSignal,
  ): Promise<Picture> {
    const photo = photoAt(id, folders);
    const content = hashOf(photo);
    const name = `${content}-${size}.jpg`;
    const kept = await pictures.read(name);
    if (kept !== undefined) return { jpeg: kept, isOfContent: true };
    return inTurn(async () => {
      const bytes = await readInside(folders, photo.path, MAX_FILE_BYTES);
      const options = { maxWidth: size, maxHeight: size, format: 'jpeg' } as const;
      const { data: jpeg } = await renderer.thumbnail(bytes, options);
      // The file may have changed since it was indexed.
      const isOfContent = createHash('sha256').update(bytes).digest('hex') === content;
      if (isOfContent) await pictures.write(name, jpeg);
      return { jpeg, isOfContent };
    }, signal);
  }

  function read(id: string, folders: readonly string[]): Promise<Buffer> {
    return readInside(folders, photoAt(id, folders).path, MAX_FILE_BYTES);
  }

  async function thumbnail(id: string, folders: readonly string[], options: ThumbnailOptions): Promise<Thumbnail> {
    return renderer.thumbnail(await read(id, folders), options);
  }

  return {
    describe: async (id, folders) => found(describedPhoto(catalog, id, folders), folders),
    render: async (id, folders, options) => renderer.render(await read(id, folders), options),
    thumbnail,
    async locate(ids, folders) {
      const findable = findableIn(catalog, folders, scan);
      return ids.flatMap((id) => {
        const photo = photoByKey(catalog, id, folders);
        return photo !== undefined && findable.has(photo.path) ? [photo] : [];
      });
    },
    contentsOf: async (ids) => contentHashes(catalog, ids),
    contentOf: async (id, folders) => hashOf(photoAt(id, folders)),
    picture,
    async original(id, folders) {
      const { path } = photoAt(id, folders);
      const file = await openInside(folders, path);
      return { file, size: (await file.stat()).size, name: basename(path) };
    },
    async contactSheet(ids, folders, options, { signal, onProgress } = {}) {
      const layout = sheetLayout(ids.length, options.maxEdge);
      const size = { maxWidth: layout.cell, maxHeight: layout.cell, format: 'rgba' } as const;
      const photos: (Thumbnail | undefined)[] = [];
      // One after another, because all files together may not fit into memory.
      for (const id of ids) {
        photos.push(await thumbnail(id, folders, size).catch(nothingIfGone));
        signal?.throwIfAborted();
        onProgress?.(photos.length);
      }
      const sheet = await renderer.render(contactSheet(photos, layout), options);
      return { ...sheet, shown: photos.map((photo) => photo !== undefined) };
    },
    close: () => renderer.close(),
  };
}
