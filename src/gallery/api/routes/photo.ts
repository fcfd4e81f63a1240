/** Everything about one photo, and its folder on the screen. */

import { dirname } from 'node:path';
import { z } from 'zod';
import { PicsiftError } from '../../../base/errors.ts';
import type { DescribedPhoto } from '../../../engine/api.ts';
import { openOnScreen } from '../../open-browser.ts';
import { count, place, shownPlace, textOrNull, tile, versionOf } from '../fields.ts';
import { jsonRoute } from '../route.ts';
import { scopeOf } from '../scope.ts';

const location = z.object({
  latitude: z.number().describe('Degrees; south is negative.'),
  longitude: z.number().describe('Degrees; west is negative.'),
  place: textOrNull.describe('The nearest city.'),
});

const details = z.object({
  ...tile.shape,
  ...place.shape,
  size: count.describe('Of the file, in bytes.'),
  isOffline: z.boolean().describe('The file is missing now: on an unplugged drive, for example.'),
  dateFromName: z.boolean().describe("Only the file's name has a date: the weakest source."),
  camera: textOrNull,
  lens: textOrNull,
  rating: z.int().nullable(),
  label: textOrNull,
  title: textOrNull,
  description: textOrNull,
  keywords: z.array(z.string()),
  people: z.array(z.string()),
  text: textOrNull.describe('What can be read in the picture. Null: nothing, or it was not read yet.'),
  fullPath: z.string().optional().describe('With the right "files".'),
  location: location.nullable().optional().describe('With the right "locations". Null: unknown.'),
  placeName: textOrNull.optional().describe('What a photo program calls the place. With the right "locations".'),
});

export const photoRoute = jsonRoute({
  method: 'get',
  path: '/photos/:id',
  summary: 'Everything that is known about a photo.',
  answer: details,
  async run({ gallery, id }) {
    const { folders, grants } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const photo = await engine.describe(id, folders);
    const shown = shownPlace(photo.path, grants);
    if (shown === undefined) throw new PicsiftError('photo-not-found', 'There is no photo with that id here.');
    const { rights } = gallery;
    const { camera, lens, rating, label, title, description, keywords, people, text, dateFromName, size } = photo;
    return {
      ...{ id, version: versionOf(await engine.contentOf(id, folders)), ...shown },
      ...{ width: photo.width, height: photo.height, takenAt: photo.takenAt, size, isOffline: photo.offline },
      ...{ dateFromName, camera, lens, rating, label, title, description, text },
      ...{ keywords: [...keywords], people: [...people] },
      ...(rights.has('files') ? { fullPath: photo.path } : {}),
      ...(rights.has('locations') ? { location: await locationOf(photo), placeName: photo.placeName } : {}),
    };
  },
});

async function locationOf({ latitude, longitude }: DescribedPhoto): Promise<z.input<typeof location> | null> {
  if (latitude === null || longitude === null) return null;
  // Loaded only when needed: it reads all cities of the world.
  const { cityNameAt } = await import('../../../library/places/nearest-city.ts');
  return { latitude, longitude, place: cityNameAt(latitude, longitude) ?? null };
}

export const showRoute = jsonRoute({
  method: 'post',
  path: '/photos/:id/show',
  summary: "Open the photo's folder on the screen of the computer that serves the gallery.",
  right: 'files',
  answer: z.object({ opened: z.boolean().describe('False: no program for files could be started.') }),
  async run({ gallery, id }) {
    const { folders } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const { path } = await engine.describe(id, folders);
    return { opened: await openOnScreen(dirname(path)) };
  },
});
