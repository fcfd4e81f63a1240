/** A real catalog with photos that were never on disk. */

import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { type Catalog, DOOR_BUSY_TIMEOUT_MS, openCatalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN, type PhotoMetadata } from '../../../src/library/metadata/photo-metadata.ts';
import { newFolder, temporaryFolder } from '../photos/drawings.ts';

/** Opens a catalog, and closes it at the end of the test. Default: a new one in its own folder. */
export function openedCatalog(file = newCatalog(temporaryFolder())): Catalog {
  const catalog = openCatalog(file, { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  onTestFinished(() => void catalog.close());
  return catalog;
}

/** Creates a new catalog in a new folder. */
export function testCatalog(): { readonly catalog: Catalog; readonly folder: string } {
  const folder = temporaryFolder();
  return { catalog: openedCatalog(newCatalog(folder)), folder };
}

let empty: Buffer | undefined;

/** Puts a catalog without photos into the folder. It is a copy: to create one takes ten times as long. */
function newCatalog(folder: string): string {
  empty ??= emptyCatalog();
  const file = join(folder, 'catalog.sqlite');
  writeFileSync(file, empty);
  return file;
}

function emptyCatalog(): Buffer {
  const folder = newFolder();
  const catalog = openCatalog(join(folder, 'catalog.sqlite'), { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  try {
    return catalog.serialize();
  } finally {
    catalog.close();
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

interface Described extends Partial<PhotoMetadata> {
  readonly width?: number;
  readonly height?: number;
  /** Name of what the photo shows: photos with the same name have the same content. Default: its path. */
  readonly content?: string;
  readonly perceptualHash?: Uint8Array;
  readonly mtimeNs?: bigint;
  readonly size?: number;
}

/** @returns the ids of the photo and of its content. */
export function addPhoto(catalog: Catalog, path: string, described: Described = {}): { id: number; contentId: number } {
  const {
    width = 4,
    height = 3,
    content = path,
    perceptualHash = Buffer.alloc(8),
    mtimeNs = 1n,
    size = 1,
    ...metadata
  } = described;
  const writer = photoWriter(catalog);
  const sha256 = createHash('sha256').update(content).digest();
  const decoded = { width, height, damaged: false, decoderVersion: DECODER_VERSION, perceptualHash };
  const contentId = writer.addContent({ sha256, ...decoded });
  metadataWriter(catalog, METADATA_VERSION).describe(contentId, { ...NOTHING_KNOWN, ...metadata });
  return { id: writer.add({ path, size, mtimeNs, status: null, device: 1, namedAt: null }, contentId), contentId };
}
