/**
 * `npm run bench -- watch [--files 100000] [--json]`
 *
 * Runs `picsift watch` on an indexed library in folders of a hundred. Measures: the seconds from the start of the
 * process until everything is watched; its memory (only of the process that watches: a child does the reconcile); its
 * inotify watches; and how long it takes until another process finds a new photo.
 */

import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { builtFile } from '../../../src/base/paths.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { benchEnvironment, inNewFolder, inotifyWatches, measure, report } from '../measure.ts';
import { makeLibrary } from './reconcile-bench.ts';

const FILES_IN_A_FOLDER = 100;
const NEW_PHOTOS = 5;

export async function benchWatch(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { files: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  await inNewFolder(async (home) => {
    const library = join(home, 'library');
    await makeLibrary(home, library, Number(values.files), FILES_IN_A_FOLDER);
    await measure(['index', library, '--json', '--quiet', '--model', 'pocket'], home);
    report(await watch(home, library), values.json);
  });
}

async function watch(home: string, library: string): Promise<Record<string, number>> {
  const startedAt = performance.now();
  const secondsSince = (since: number) => Math.round((performance.now() - since) / 10) / 100;
  const child = spawn(process.execPath, ['--', builtFile('src/cli/main.ts'), 'watch', library], {
    env: benchEnvironment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const until = async (what: string | (() => boolean)) => {
    while (!(typeof what === 'string' ? said.includes(what) : what())) await sleep(5);
    return secondsSince(startedAt);
  };
  const ready = await until(': watching');
  const watches = inotifyWatches(child.pid!);
  const reconciled = await until(' unchanged ');

  const reader = openEngine({
    dataDir: join(home, 'data'),
    hub: { endpoint: 'http://127.0.0.1:9' },
    model: {},
    scan: { excludeDirs: [], includeHidden: false },
  });
  const found: number[] = [];
  for (let i = 0; i < NEW_PHOTOS; i++) {
    const drawing = join(home, `new-${i}.png`);
    await sharp({ create: { width: 640, height: 480, channels: 3, background: { r: i, g: i, b: 99 } } }).toFile(
      drawing,
    );
    const photo = join(library, `folder-${i}`, `new-${i}.png`);
    const since = performance.now();
    copyFileSync(drawing, photo);
    while (
      (await reader.search({ query: 'blue', folders: [join(photo, '..')], top: 200 })).total === FILES_IN_A_FOLDER
    ) {
      await sleep(20);
    }
    found.push(secondsSince(since));
  }
  await reader.close();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]);
  child.kill('SIGTERM');
  return {
    'everything watched, s': ready,
    'looked through, s': reconciled,
    'inotify watches': watches,
    'watching process, peak MB': Math.round(peak / 1024),
    'new photo findable, worst s': Math.max(...found),
  };
}
