/** Writes imported photos to the catalog, a batch in each transaction, and updates the derived files at the end. */

import { importedWriter } from '../../catalog/imported.ts';
import { refreshWords } from '../../catalog/metadata/words.ts';
import type { Catalog } from '../../catalog/open.ts';
import { photoWriter } from '../../catalog/photos.ts';
import { putRoot } from '../../catalog/roots.ts';
import { fencedTransaction } from '../../catalog/runs/lease.ts';
import { vectorWriter } from '../../catalog/vectors.ts';
import { derivedFolder } from '../../derived/derived-folder.ts';
import { storeFolder } from '../../derived/matrix/code-store.ts';
import { updateStore } from '../../derived/matrix/update-code-store.ts';
import { photoTableFile, updatePhotoTable } from '../../derived/photo-table-file.ts';
import { DECODER_VERSION } from '../../library/decode/decoder-version.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';
import { timeInName } from '../../library/metadata/values/time-in-name.ts';
import { placeWords } from '../../library/places/nearest-city.ts';

export interface ImportedPhoto {
  readonly file: ScannedFile;
  /** Of length 1. */
  readonly vector: Float32Array;
}

export function openImportStore(catalog: Catalog, modelId: number, leaseToken: number) {
  const contents = importedWriter(catalog);
  const vectors = vectorWriter(catalog, modelId);
  const photos = photoWriter(catalog);
  return {
    putRoots: fencedTransaction(catalog, leaseToken, (paths: readonly string[]) => {
      for (const path of paths) putRoot(catalog, { path, state: 'online', reason: null, passedOver: {} });
    }),
    add: fencedTransaction(catalog, leaseToken, (batch: readonly ImportedPhoto[]) => {
      for (const { file, vector } of batch) {
        const contentId = contents.add(DECODER_VERSION);
        vectors.put(contentId, vector);
        photos.add({ ...file, namedAt: timeInName(file.path) }, contentId);
      }
      refreshWords(catalog, placeWords);
    }),
    /** Write the files that make the first search quick. On an error the search makes them. */
    async finish(catalogFile: string, signal: AbortSignal): Promise<void> {
      try {
        await updatePhotoTable(catalog, photoTableFile(derivedFolder(catalogFile)));
        await updateStore({ catalog, modelId, folder: storeFolder(catalog, modelId), signal });
      } catch {
        // Such as a full disk. All photos are stored.
      }
    },
  };
}
