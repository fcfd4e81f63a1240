/** One of many processes on one catalog: a writer that adds photos, or a reader. Reports on stdout when its time is up. */

import { join } from 'node:path';
import sharp from 'sharp';
import { openEngine } from '../../../src/engine/engine.ts';

const [role, dataDir, folder, seconds] = process.argv.slice(2) as ['writer' | 'reader', string, string, string];
const until = Date.now() + Number(seconds) * 1_000;
const engine = openEngine({
  dataDir,
  hub: { endpoint: 'http://127.0.0.1:9' },
  model: { name: 'pocket' },
  scan: { excludeDirs: [], includeHidden: false },
});
// The parent is gone.
process.stdin.resume().on('end', () => process.exit(1));
const errors: string[] = [];
let rounds = 0;

async function count(): Promise<number> {
  return (await engine.search({ query: 'red', folders: [folder], top: 3 })).total;
}

async function addPhoto(): Promise<void> {
  const background = { r: rounds % 256, g: process.pid % 256, b: rounds >> 8 };
  await sharp({ create: { width: 32, height: 32, channels: 3, background } }).toFile(join(folder, `${rounds}.png`));
  const before = await count();
  // Repeat until its own change is stored.
  while ((await count()) === before) await engine.index([folder]);
}

async function readOnce(): Promise<void> {
  await count();
  engine.status();
  // At the pace of many people, not at the maximum: the writers have a low priority.
  await new Promise((resolve) => setTimeout(resolve, 10));
}

do {
  try {
    if (role === 'writer') await addPhoto();
    else await readOnce();
    rounds++;
  } catch (error) {
    errors.push(String(error));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
} while (Date.now() < until);
await engine.close();
process.stdout.write(JSON.stringify({ role, rounds, errors }));
process.stdin.destroy();
