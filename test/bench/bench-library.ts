/** A generated library, and queries for it. */

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const PHOTOS_IN_A_FOLDER = 500;
const PATCHES = { width: 4, height: 3 };

/** Writes small photos. Each consists of a few random patches, so that few photos are near-identical. */
export async function drawLibrary(library: string, from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i++) {
    const folder = join(library, `folder-${Math.floor(i / PHOTOS_IN_A_FOLDER)}`);
    if (i % PHOTOS_IN_A_FOLDER === 0 || i === from) mkdirSync(folder, { recursive: true });
    const patches = createHash('shake256', { outputLength: PATCHES.width * PATCHES.height * 3 })
      .update(`${i}`)
      .digest();
    const drawing = sharp(patches, { raw: { ...PATCHES, channels: 3 } }).resize(128, 96, { kernel: 'cubic' });
    await drawing.jpeg().toFile(join(folder, `photo-${i}.jpg`));
  }
}

/** Returns queries that are all different. */
export function distinctQueries(): string[] {
  const whats = 'dog,child,bicycle,boat,horse,cat,woman,man,bird,car,tree,house,bridge,train,flower,cake'.split(',');
  const wheres =
    'beach,street,mountain,lake,garden,kitchen,snow,forest,river,city,field,night,rain,sun,party,market,' +
    'harbour,desert,park,stairs,roof,boat,window,wall,island,castle';
  return wheres.split(',').flatMap((where) => whats.map((what) => `a ${what} at the ${where}`));
}
