/** Groups of near-identical photos, and the way of photos to the trash. */

import { z } from 'zod';
import { PicsiftError } from '../../../base/errors.ts';
import { moveToTrash } from '../../move-to-trash.ts';
import { count, folder, ids, place, shownPlace, tile, versionOf } from '../fields.ts';
import { jsonRoute } from '../route.ts';
import { scopeOf } from '../scope.ts';

const duplicate = z.object({
  ...tile.shape,
  ...place.shape,
  size: count.describe('Of the file, in bytes.'),
  spareBytes: count.describe('Bytes that removing it frees. 0 for the first photo of a group.'),
  isSameFile: z.boolean().describe('Another path of a file that comes before it in the group.'),
});

export const duplicatesRoute = jsonRoute({
  method: 'get',
  path: '/duplicates',
  summary:
    'Groups of photos that show the same picture, those that could free most first. The best of each comes first.',
  query: z.strictObject({
    folder,
    from: z.int().min(0).default(0).describe('Number of groups to pass over.'),
    limit: z.int().min(1).max(200).default(50),
  }),
  answer: z.object({
    total: count.describe('Number of all groups.'),
    spareBytes: count.describe('Bytes that removing all but the first photo of each group frees.'),
    groups: z.array(z.object({ spareBytes: count, photos: z.array(duplicate) })),
  }),
  async run({ gallery, query: { folder: named, from, limit } }) {
    const { folders, within, grants } = await scopeOf(gallery, named);
    const engine = await gallery.engine();
    const all = await engine.duplicates({ folders, within });
    const page = all.slice(from, from + limit);
    const contents = await engine.contentsOf(page.flat().map(({ key }) => key));
    const groups = page.map((group) => ({
      spareBytes: group.reduce((sum, { spareBytes }) => sum + spareBytes, 0),
      photos: group.flatMap(({ key, path, width, height, takenAt, size, spareBytes, sameFileAs }) => {
        const shown = shownPlace(path, grants);
        if (shown === undefined) return [];
        const facts = { width, height, takenAt, size, spareBytes, isSameFile: sameFileAs !== undefined };
        return [{ id: key, version: versionOf(contents.get(key) ?? ''), ...shown, ...facts }];
      }),
    }));
    const spareBytes = all.flat().reduce((sum, photo) => sum + photo.spareBytes, 0);
    return { total: all.length, spareBytes, groups };
  },
});

/** How long to wait for an index run: the next one notices it too. */
const FORGET_WITHIN_MS = 2_000;

export const trashRoute = jsonRoute({
  method: 'post',
  path: '/trash',
  summary:
    "Move photos to the system's trash. The first call only says what would be moved, and gives `confirm` for the second.",
  right: 'trash',
  body: z.strictObject({ ids, confirm: z.string().max(100).optional().describe('From the first call.') }),
  answer: z.object({
    confirm: z.string().optional().describe('Of a dry run: good once, for ten minutes, for the same photos.'),
    bytes: count.describe('Of the photos.'),
    photos: z.array(
      z.object({
        id: z.string(),
        ...place.shape,
        outcome: z.enum(['planned', 'moved', 'refused']),
        reason: z.string().optional().describe('Why it was refused.'),
      }),
    ),
  }),
  async run({ gallery, body: { ids: wanted, confirm }, ending }) {
    const { folders, grants } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const found = await engine.locate([...new Set(wanted)], folders);
    const change = { trash: found.map(({ key, path, size }) => [key, path, size]) };
    if (confirm !== undefined) gallery.confirmations.confirm(confirm, change);
    const photos = [];
    let bytes = 0;
    for (const { key, path, size } of found) {
      const shown = shownPlace(path, grants);
      if (shown === undefined) continue;
      if (ending.aborted) throw new PicsiftError('interrupted', 'The server is shutting down.');
      const reason = confirm === undefined ? undefined : await moveToTrash({ path, size }, folders);
      const outcome = confirm === undefined ? 'planned' : reason === undefined ? 'moved' : 'refused';
      if (reason === undefined) bytes += size;
      photos.push({ id: key, ...shown, outcome: outcome as 'planned', ...(reason === undefined ? {} : { reason }) });
    }
    if (confirm === undefined) return { confirm: gallery.confirmations.shown(change), bytes, photos };
    const moved = photos.filter(({ reason }) => reason === undefined).map(({ id }) => id);
    // The watcher notices it too, at the latest after an index run that is in progress.
    await engine.forget(moved, { signal: AbortSignal.timeout(FORGET_WITHIN_MS) }).catch(() => {});
    return { bytes, photos };
  },
});
