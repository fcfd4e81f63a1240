/** Photos as others may see them: newly rendered, small, without metadata, and only from the granted folders. */

import { nothingIfGone, PicsiftError } from '../base/errors.ts';
import type { WorkOptions } from '../base/turns.ts';
import { type DescribedPhoto, describedPhoto } from '../catalog/metadata/described-photo.ts';
import type { Catalog } from '../catalog/open.ts';
import { type PhotoDetails, photoByKey } from '../catalog/photos.ts';
import { readInside } from '../library/files/folder-paths.ts';
import { MAX_FILE_BYTES } from '../library/files/formats.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import { contactSheet, sheetLayout } from '../library/render/contact-sheet.ts';
import type { RenderedPhoto, RenderOptions } from '../library/render/render.ts';
import { createRenderer } from '../library/render/renderer.ts';
import type { Thumbnail, ThumbnailOptions } from '../library/render/thumbnail.ts';
import { findableIn } from '../search/filters/findable.ts';

interface ContactSheet extends RenderedPhoto {
  /** For each photo, in order: whether it is on the sheet. */
  readonly shown: readonly boolean[];
}

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
export function createViewer(catalog: Catalog, scan: ScanOptions): Viewer {
  const renderer = createRenderer();

  /** @returns the photo, unless it is in an excluded folder: it may have been indexed before. */
  function found<Photo extends PhotoDetails>(photo: Photo | undefined, folders: readonly string[]): Photo {
    if (photo !== undefined && findableIn(catalog, folders, scan).has(photo.path)) return photo;
    throw new PicsiftError('photo-not-found', 'There is no photo with that id here. Search again.');
  }

  function read(id: string, folders: readonly string[]): Promise<Buffer> {
    const { path } = found(photoByKey(catalog, id, folders), folders);
    return readInside(folders, path, MAX_FILE_BYTES);
  }

  async function thumbnail(id: string, folders: readonly string[], options: ThumbnailOptions): Promise<Thumbnail> {
    return renderer.thumbnail(await read(id, folders), options);
  }

  return {
    describe: async (id, folders) => found(describedPhoto(catalog, id, folders), folders),
    render: async (id, folders, options) => renderer.render(await read(id, folders), options),
    thumbnail,
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
