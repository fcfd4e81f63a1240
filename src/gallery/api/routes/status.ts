/** What is indexed, what is running, what failed and why: once, and as a stream. */

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { withoutPaths } from '../../../access/grants.ts';
import { RIGHTS } from '../../../access/rights.ts';
import { isInside } from '../../../library/files/folder-paths.ts';
import type { Gallery } from '../../gallery.ts';
import { count, place, shownPlace, textOrNull } from '../fields.ts';
import { jsonRoute, mediaRoute } from '../route.ts';
import { type CallScope, scopeOf } from '../scope.ts';

const indexing = z.object({
  phase: z.string().describe('download, wait, scan, embed and others.'),
  done: count.describe('Photos; for a download bytes.'),
  total: count.describe('0: not known yet.'),
});

const now = z.object({
  revision: count.describe('Differs after a change of the library.'),
  photos: count,
  indexing: indexing.nullable().describe('Null: nothing is being indexed.'),
  problem: textOrNull.describe('Why the folders could not be indexed.'),
});

const MAX_FAILURES = 500;

export const statusRoute = jsonRoute({
  method: 'get',
  path: '/status',
  summary: 'What is indexed, running and failed.',
  answer: z.object({
    ...now.shape,
    version: z.string().describe('Of the API.'),
    rights: z.array(z.enum(RIGHTS)).describe('What this gallery allows besides looking.'),
    model: textOrNull,
    folders: z.array(
      z.object({
        label: z.string(),
        isReachable: z.boolean().describe('False: a drive is not plugged in, for example.'),
        photos: count,
      }),
    ),
    text: z.object({ photos: count, read: count }).describe('Photos, and those that were read for text.'),
    failures: z.array(z.object({ ...place.shape, reason: z.string() })).describe(`The first ${MAX_FAILURES}.`),
    failureCount: count,
  }),
  async run({ gallery }) {
    const scope = await scopeOf(gallery);
    const engine = await gallery.engine();
    const { model, failures } = engine.status();
    const text = engine.textRead(scope.folders);
    const overview = await engine.overview({ folders: scope.folders });
    const shown = failures.flatMap(({ path, message }) => {
      const lies = shownPlace(path, scope.grants);
      return lies === undefined ? [] : [{ ...lies, reason: withoutPaths(message, scope.grants) }];
    });
    const folders = scope.grants.map(({ label, path }) => {
      const inside = path === undefined ? [] : Array.from(overview.folders).filter(([each]) => isInside(path, each));
      const photos = inside.reduce((sum, [, found]) => sum + found, 0);
      return { label, isReachable: path !== undefined, photos };
    });
    return {
      ...(await nowIn(gallery, scope)),
      version: '1',
      rights: [...gallery.rights],
      model,
      folders,
      text: { photos: text.photos, read: text.read },
      failures: shown.slice(0, MAX_FAILURES),
      failureCount: shown.length,
    };
  },
});

async function nowIn(gallery: Gallery, { folders }: CallScope): Promise<z.output<typeof now>> {
  const engine = await gallery.engine();
  const { version, total } = await engine.positions({ folders, from: 0, count: 0 });
  // Another process may be indexing these folders.
  const running = gallery.progress() ?? engine.runIn(folders);
  const problem = gallery.problem();
  return {
    revision: version,
    photos: total,
    indexing: running === undefined ? null : { phase: running.phase, done: running.done, total: running.total },
    problem: problem === undefined ? null : gallery.rights.has('files') ? problem : "See the server's log.",
  };
}

/** How often the state is looked at, and how long the stream may be silent, in ms. */
const LOOK_EVERY_MS = 400;
const SILENT_FOR_MS = 15_000;

export const eventsRoute = mediaRoute({
  method: 'get',
  path: '/events',
  summary: 'Server-sent events: "state" with the changed `revision`, `photos`, `indexing` and `problem` of /status.',
  answer: 'text/event-stream',
  async run({ gallery, signal, ending }) {
    const left = AbortSignal.any([signal, ending]);
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        send('retry: 1000\n\n');
        let last = '';
        let sentAt = performance.now();
        while (!left.aborted) {
          // The engine may be opening, or the catalog be locked for a moment.
          const state = await scopeOf(gallery)
            .then((scope) => nowIn(gallery, scope))
            .then(JSON.stringify, () => last);
          if (left.aborted) break;
          if (state !== last) send(`event: state\ndata: ${state}\n\n`);
          else if (performance.now() - sentAt > SILENT_FOR_MS) send(': alive\n\n');
          if (state !== last || performance.now() - sentAt > SILENT_FOR_MS) sentAt = performance.now();
          last = state;
          await sleep(LOOK_EVERY_MS, undefined, { signal: left }).catch(() => {});
        }
        controller.close();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
  },
});
