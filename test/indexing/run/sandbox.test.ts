/** Decoders that crash, hang or use too much memory cost only the photo that caused it. */

import { truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { activateFirstModel } from '../../../src/catalog/models.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { countPhotos } from '../../../src/catalog/photos.ts';
import { acquireLease, releaseLease, WRITER } from '../../../src/catalog/runs/lease.ts';
import { startRun } from '../../../src/catalog/runs/runs.ts';
import { createDecoder } from '../../../src/indexing/run/decoder.ts';
import { runPipeline } from '../../../src/indexing/run/pipeline.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { HAS_SIGNALS, IS_LINUX } from '../../support/platform/capabilities.ts';

describe('promise 9: an indexing run with a bad decoder', () => {
  // The decoder finds a child that uses too much memory through /proc.
  it.runIf(IS_LINUX)(
    'records each bad photo with its reason, indexes every other photo, and does not try the bad ones again',
    async () => {
      const folder = temporaryFolder();
      const good = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`good-${i}.png`, `rgb(${i * 8},0,99)`]));
      await drawPhotos(folder, { ...good, 'crash.png': 'red', 'hang.png': 'green', 'swallow.png': 'blue' });
      // A large file gets more time: a busy machine needs seconds to fill a gigabyte.
      truncateSync(join(folder, 'swallow.png'), 100_000_000);
      const model = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
      const catalogFile = join(temporaryFolder(), 'catalog.sqlite');
      const catalog = openCatalog(catalogFile, { busyTimeoutMs: 1_000 });
      const { id: modelId } = activateFirstModel(catalog, {
        name: 'pocket',
        fingerprint: 'f',
        folder: model.folder,
        stamps: '',
      });

      const run = async () => {
        const decoder = createDecoder({ source: 'test/support/outside/bad-decoder.ts', timeoutMs: 2_500 });
        const scanned = { folders: [folder], scan: { excludeDirs: [], includeHidden: false } };
        const leaseToken = acquireLease(catalog, WRITER)!;
        try {
          return await runPipeline(
            { catalogFile, modelId, model, ...scanned },
            {
              catalog,
              leaseToken,
              runId: startRun(catalog, scanned, leaseToken),
              decoder,
              onProgress: () => {},
              onNotice: () => {},
              signal: new AbortController().signal,
            },
          );
        } finally {
          decoder.close();
          releaseLease(catalog, WRITER, leaseToken);
        }
      };

      const first = await run();
      expect(first).toMatchObject({ added: 30, embedded: 30, failed: 3 });
      expect(Object.fromEntries(first.problems.map(({ path, reason }) => [basename(path), reason]))).toEqual({
        'crash.png': 'its decoder crashed',
        'hang.png': 'it takes too long to decode',
        'swallow.png': 'it needs too much memory',
      });
      expect(countPhotos(catalog, folder).photos).toBe(30);
      catalog.prepare('UPDATE lease SET expires_at = 0').run();
      expect(await run()).toMatchObject({ added: 0, kept: 30, failed: 0 });
      catalog.close();
    },
    60_000,
  );
});

describe('a photo that waits for memory', () => {
  it.runIf(HAS_SIGNALS)('does not use up its time, and is not blamed when the service stops', async () => {
    const decoder = createDecoder({ source: 'test/support/outside/bad-decoder.ts', timeoutMs: 1_000 });
    const file = { path: '/p/queue.jpg', size: 1, mtimeNs: 1n, status: null, device: 1 };
    const replies = await Promise.all([1, 2, 3, 4].map(() => decoder.call({ file })));
    // One child answered all calls: none was ended in between.
    expect(new Set(replies.map((reply) => reply.kind === 'unreadable' && reply.reason)).size).toBe(1);
    // systemd stops all processes of a service at once: this is no crash of the decoder either.
    const [reply] = replies;
    const last = decoder.call({ file });
    process.kill(reply!.kind === 'unreadable' ? Number(reply!.reason) : 0, 'SIGTERM');
    expect(await last).toEqual(reply);
    decoder.close();
  });
});

describe('a photo that is decoded while picsift is stopped', () => {
  // As by `docker pause`: this process and its child.
  it.runIf(HAS_SIGNALS)('does not use up its time', async () => {
    const decoder = createDecoder({ source: 'test/support/outside/bad-decoder.ts', timeoutMs: 1_000 });
    const file = { path: '/p/who.jpg', size: 1, mtimeNs: 1n, status: null, device: 1 };
    const first = await decoder.call({ file });
    const child = first.kind === 'unreadable' ? Number(first.reason) : 0;
    process.kill(child, 'SIGSTOP');
    const second = decoder.call({ file });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
    process.kill(child, 'SIGCONT');
    expect(await second).toEqual(first);
    decoder.close();
  });
});

describe('a decoding child that cannot start', () => {
  it('fails the run, and no photo is blamed', async () => {
    const decoder = createDecoder({ source: 'test/support/no-such-decoder.ts' });
    const file = { path: '/p/a.jpg', size: 1, mtimeNs: 1n, status: null, device: 1 };
    await expect(decoder.call({ file })).rejects.toMatchObject({ code: 'worker-failed' });
    decoder.close();
  });
});
