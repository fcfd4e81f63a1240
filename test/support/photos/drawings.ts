/**
 * Temporary folders and drawn photos. The built-in model distinguishes plain red, green, blue and yellow, so tests can
 * search for them. It confuses some other colours: brown with red, for example.
 */

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import sharp, { type Create, type Sharp } from 'sharp';
import { afterAll, onTestFinished } from 'vitest';

/**
 * Create an empty folder; the caller removes it. Returns its real path: macOS has /tmp behind a link, Windows has short
 * names.
 */
export function newFolder(): string {
  return realpathSync.native(mkdtempSync(join(tmpdir(), 'picsift-test-')));
}

/** Create an empty folder, and remove it at the end of the test. Call it inside a test. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Create an empty folder for all tests of a file, and remove it after the last. Call it outside of tests. */
export function sharedFolder(): string {
  const folder = newFolder();
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Write a plain picture for each name: { 'red.jpg': 'red', 'trip/sea.png': 'blue' }. Colours as in CSS. */
export async function drawPhotos(folder: string, photos: Record<string, string>): Promise<void> {
  for (const [name, background] of Object.entries(photos)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    await drawPlain(file, { width: 160, height: 120, channels: 3, background });
  }
}

/** Draw this many different photos, 0.png and so on, below a folder; `from` continues after an earlier call. */
export async function drawMany(folder: string, count: number, from = 0): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let i = from; i < from + count; i++) {
    const background = { r: i % 256, g: (i >> 8) % 256, b: (i * 31) % 256 };
    await drawPlain(join(folder, `${i}.png`), { width: 32, height: 32, channels: 3, background });
  }
}

const drawn = new Map<string, Buffer>();

/** Many tests draw the same pictures: each is encoded once in a process. */
async function drawPlain(file: string, picture: Create): Promise<void> {
  const key = extname(file) + JSON.stringify(picture);
  const known = drawn.get(key);
  if (known !== undefined) writeFileSync(file, known);
  else {
    await sharp({ create: picture }).toFile(file);
    drawn.set(key, readFileSync(file));
  }
}

/** A picture of noise, so that every part of its file belongs to a part of the picture. */
export function noisy(): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width: 400, height: 300, channels: 3, noise, background: 'red' } });
}
