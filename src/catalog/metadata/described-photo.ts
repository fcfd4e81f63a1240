/** Everything that the catalog knows of photos. */

import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import { readTogether } from '../once.ts';
import type { Catalog } from '../open.ts';
import { type PhotoDetails, photoByKey, photoDetails } from '../photos.ts';
import { textOfPhoto } from '../text/texts.ts';
import { metadataReader } from './metadata.ts';

/** Metadata of the sidecar takes precedence over metadata of the file. */
export interface DescribedPhoto extends PhotoDetails, PhotoMetadata {
  /** The text in the picture, a line in each line; null if there is none, or nobody has read it yet. Untrusted. */
  readonly text: string | null;
}

/** Find a photo by its opaque id; undefined if it is not below one of the folders. */
export function describedPhoto(catalog: Catalog, key: string, folders: readonly string[]): DescribedPhoto | undefined {
  const photo = photoByKey(catalog, key, folders);
  if (photo === undefined) return undefined;
  return { ...metadataReader(catalog)(photo.id), ...photo, text: textOfPhoto(catalog, photo.id) };
}

/** Describe the photos with these ids, in their order. Those that are gone are left out. */
export function describedPhotos(catalog: Catalog, ids: readonly number[]): DescribedPhoto[] {
  const metadataOf = metadataReader(catalog);
  return readTogether(catalog, () =>
    photoDetails(catalog, ids).map((photo) => ({
      ...metadataOf(photo.id),
      ...photo,
      text: textOfPhoto(catalog, photo.id),
    })),
  );
}
