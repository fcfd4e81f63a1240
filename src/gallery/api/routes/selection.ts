/** What is done with a selection of photos: keywords, copies, links, contact sheets. */

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { PicsiftError } from '../../../base/errors.ts';
import { expandHome } from '../../../base/home-folder.ts';
import { collectFiles } from '../../../library/files/collect-files.ts';
import { makeFolder } from '../../../library/files/folder-paths.ts';
import { type KeywordChange, normaliseKeyword } from '../../../tagging/keyword.ts';
import { count, ids, place, shownPlace } from '../fields.ts';
import { jsonRoute, mediaRoute } from '../route.ts';
import { scopeOf } from '../scope.ts';

const keyword = z.string().min(1).max(500);

export const tagsRoute = jsonRoute({
  method: 'post',
  path: '/tags',
  summary:
    'Add a keyword to photos, or remove it. The first call only says what would be written, and gives `confirm` for the second.',
  right: 'tags',
  body: z.strictObject({
    ids,
    action: z.enum(['add', 'remove']),
    keyword,
    sidecar: z.boolean().default(false).describe('Write PHOTO.xmp beside each photo, and never the photo itself.'),
    confirm: z.string().max(100).optional().describe('From the first call.'),
  }),
  answer: z.object({
    confirm: z.string().optional().describe('Of a dry run: good once, for ten minutes, for the same change.'),
    keyword: z.string().describe('As it is written.'),
    photos: z.array(
      z.object({
        id: z.string(),
        ...place.shape,
        outcome: z.enum(['planned', 'written', 'unchanged', 'refused']),
        isSidecar: z.boolean().describe('It is written beside the photo.'),
        reason: z.string().optional().describe('Why it was refused.'),
      }),
    ),
  }),
  async run({ gallery, body: { ids: wanted, action, keyword: typed, sidecar, confirm }, ending }) {
    const { folders, grants } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const change: KeywordChange = { action, keyword: normaliseKeyword(typed) };
    const shownChange = { tag: change, sidecar, ids: wanted };
    const write = confirm !== undefined;
    if (write) gallery.confirmations.confirm(confirm, shownChange);
    const request = { ids: [...new Set(wanted)], folders, change, write, sidecar, keepOriginals: true, signal: ending };
    const photos = (await engine.tag(request)).flatMap((result) => {
      const shown = shownPlace(result.path, grants);
      if (shown === undefined) return [];
      const isSidecar = 'target' in result && result.target !== result.path;
      const reason = 'reason' in result ? { reason: result.reason } : {};
      return [{ id: result.id, ...shown, outcome: result.outcome, isSidecar, ...reason }];
    });
    return { ...(write ? {} : { confirm: gallery.confirmations.shown(shownChange) }), keyword: change.keyword, photos };
  },
});

export const collectRoute = jsonRoute({
  method: 'post',
  path: '/collect',
  summary: 'Copy or link photos into a folder of the computer that serves the gallery. Overwrites nothing.',
  right: 'files',
  body: z.strictObject({
    ids,
    to: z
      .string()
      .min(1)
      .max(4_096)
      .describe('Absolute path, or one that begins with ~/. Created if it does not exist.'),
    as: z.enum(['copies', 'links']).default('copies'),
  }),
  answer: z.object({
    folder: z.string().describe('The real path.'),
    added: count.describe('New copies or links.'),
    present: count.describe('Those that were there already.'),
    failures: z.array(z.object({ ...place.shape, reason: z.string() })),
  }),
  async run({ gallery, body: { ids: wanted, to, as }, ending }) {
    const named = expandHome(to);
    if (!isAbsolute(named)) throw new PicsiftError('bad-usage', 'Begin the folder with / or ~/.');
    const { folders, grants } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const photos = await engine.locate([...new Set(wanted)], folders);
    const into = await makeFolder(named);
    const options = { into, from: folders, as, signal: ending };
    const { places, added, failures } = await collectFiles(
      photos.map(({ path }) => path),
      options,
    );
    const refused = failures.flatMap(({ path, reason }) => {
      const shown = shownPlace(path, grants);
      return shown === undefined ? [] : [{ ...shown, reason }];
    });
    return { folder: into, added, present: places.size - added, failures: refused };
  },
});

export const pathsRoute = jsonRoute({
  method: 'post',
  path: '/paths',
  summary: 'The full paths of photos, in the order of the ids; photos that are gone are left out.',
  right: 'files',
  body: z.strictObject({ ids }),
  answer: z.object({ paths: z.array(z.string()) }),
  async run({ gallery, body }) {
    const { folders } = await scopeOf(gallery);
    const engine = await gallery.engine();
    return { paths: (await engine.locate(body.ids, folders)).map(({ path }) => path) };
  },
});

const SHEET = { maxEdge: 2_000, maxBytes: 4e6 };

export const contactSheetRoute = mediaRoute({
  method: 'get',
  path: '/contact-sheet',
  summary: 'The photos on one JPEG, each with its number.',
  query: z.strictObject({ ids: z.array(z.string().max(64)).min(1).max(100).describe('Ids of photos; repeat it.') }),
  answer: 'image/jpeg',
  async run({ gallery, query }) {
    const { folders } = await scopeOf(gallery);
    const engine = await gallery.engine();
    const { jpeg } = await engine.contactSheet(query.ids, folders, SHEET);
    return new Response(new Uint8Array(jpeg), { headers: { 'content-type': 'image/jpeg' } });
  },
});
