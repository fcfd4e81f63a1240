/** Everything that the catalog knows of one photo. */

import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import type { Catalog } from '../open.ts';
import { type PhotoDetails, photoByKey } from '../photos.ts';
import { keywordsOf } from './keywords.ts';
import { metadataOf } from './metadata.ts';

/** Metadata of the sidecar takes precedence over metadata of the file. */
export interface DescribedPhoto extends PhotoDetails, PhotoMetadata {}

/** Find a photo by its opaque id; undefined if it is not below one of the folders. */
export function describedPhoto(catalog: Catalog, key: string, folders: readonly string[]): DescribedPhoto | undefined {
  const photo = photoByKey(catalog, key, folders);
  if (photo === undefined) return undefined;
  const { takenAt: _, ...metadata } = metadataOf(catalog, photo.id);
  return { ...photo, ...metadata, keywords: keywordsOf(catalog, photo.id) };
}
