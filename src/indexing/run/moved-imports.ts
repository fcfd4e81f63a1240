/** Recognises imported photos that were moved before anybody read them: nobody knows the hash of their bytes. */

import type { StoredPhoto } from '../../catalog/photos.ts';
import type { FileStamp } from '../../library/files/file-stamp.ts';
import type { Inspection, Loss } from './plan.ts';

const stampOf = ({ size, mtimeNs }: Pick<FileStamp, 'size' | 'mtimeNs'>) => `${size} ${mtimeNs}`;

/** Treat a new file with the size and time of a missing imported photo as that photo. */
export function claimMoved(
  inspect: readonly Inspection[],
  losses: readonly Loss[],
): { readonly inspect: Inspection[]; readonly losses: Loss[] } {
  const missing = new Map<string, StoredPhoto>();
  for (const photo of losses.flatMap((loss) => loss.missing)) if (photo.imported) missing.set(stampOf(photo), photo);
  const moved = new Set<StoredPhoto>();
  const claimed = inspect.map((item) => {
    const photo = item.photo === undefined ? missing.get(stampOf(item.file)) : undefined;
    if (photo === undefined || moved.has(photo)) return item;
    moved.add(photo);
    return { ...item, photo, imported: photo.embedded };
  });
  const stillMissing = (loss: Loss) => ({ ...loss, missing: loss.missing.filter((photo) => !moved.has(photo)) });
  return { inspect: claimed, losses: losses.map(stillMissing) };
}
