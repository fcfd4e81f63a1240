/** Lays the library out in a folder: pictures under their paths, with all that they say about themselves. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { exiftoolPath } from 'exiftool-vendored';
import sharp from 'sharp';
import { drawText } from './draw-text.ts';
import { drawings, libraryPhotos, type Photo } from './library.ts';
import { takeoutFile } from './takeout-file.ts';
import { embeddedFacts, sidecarFacts } from './written-facts.ts';

/** Like a drive that was copied: the files' own times say nothing. In seconds. */
const COPIED_AT = Date.parse('2026-05-12T12:00:00Z') / 1000;

/** @param photos the folder with the photos that library.json names. */
export async function buildLibrary(folder: string, photos: string): Promise<void> {
  const library = libraryPhotos();
  for (const photo of library) {
    const file = join(folder, photo.path);
    mkdirSync(dirname(file), { recursive: true });
    await makePicture(photo, file, photos);
    if (photo.store === 'takeout') {
      const { name, text } = takeoutFile(photo);
      writeFileSync(join(dirname(file), name), text);
    }
  }
  const commands = library.flatMap((photo, number) => {
    const file = join(folder, photo.path);
    // Half of the sidecars are named as Adobe's programs name them, the others as digiKam does.
    const sidecar = `${number % 2 === 0 ? file.slice(0, -extname(file).length) : file}.xmp`;
    return [...command(embeddedFacts(photo), file), ...command(sidecarFacts(photo), sidecar)];
  });
  await runExifTool(commands);
  for (const { path } of library) utimesSync(join(folder, path), COPIED_AT, COPIED_AT);
}

async function makePicture({ photo, drawing, copy }: Photo, file: string, photos: string): Promise<void> {
  if (drawing !== undefined) {
    const picture = drawings()[drawing]!;
    const behind = picture.on && join(photos, picture.on);
    await (await drawText(picture, behind)).toFile(file);
  } else if (copy === 'resave') {
    await sharp(join(photos, photo!)).jpeg({ quality: 60 }).toFile(file);
  } else {
    copyFileSync(join(photos, photo!), file);
  }
}

function command(facts: readonly string[], file: string): string[] {
  if (facts.length === 0) return [];
  return [...facts, '-overwrite_original', '-q', '-m', '-codedcharacterset=utf8', file, '-execute'];
}

async function runExifTool(commands: readonly string[]): Promise<void> {
  const args = ['-charset', 'filename=utf8', '-@', '-'];
  const run = spawnSync(await exiftoolPath(), args, { input: `${commands.join('\n')}\n`, encoding: 'utf8' });
  if (run.status !== 0 || run.stderr !== '') throw new Error(`ExifTool: ${run.error?.message ?? run.stderr}`);
}
