/**
 * Labelled pictures to measure accuracy with: CIFAR-100's binary version, and folders of pictures in the layout of
 * ImageNet.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PicsiftError } from '../../../src/base/errors.ts';
import { hasPhotoName } from '../../../src/library/files/formats.ts';

export interface LabelledPicture {
  /** Index into the data set's classes. */
  readonly label: number;
  /** The bytes of a complete file. */
  read(): Promise<Buffer>;
}

export interface Dataset {
  /** The possible names of each class. */
  readonly classes: readonly (readonly string[])[];
  /** Yielded one after the other, so that a million pictures need no more memory than one. */
  readonly pictures: AsyncIterable<LabelledPicture>;
}

/** The name of a folder, and the possible names of its class. */
type ClassNames = ReadonlyMap<string, readonly string[]>;

const EDGE = 32;
const PIXELS = EDGE * EDGE;
/** One byte each for the coarse and the fine label, then the red, the green and the blue plane. */
const RECORD_BYTES = 2 + 3 * PIXELS;

/**
 * Open CIFAR-100's binary version (https://www.cs.toronto.edu/~kriz/cifar.html) with its fine labels.
 * @param file `test.bin` or `train.bin`; `fine_label_names.txt` is in the same folder. Underscores in the names are
 * read as spaces.
 * @throws PicsiftError `bad-usage` during the iteration of the pictures, when the file has another format.
 */
export function openCifar100(file: string): Dataset {
  const names = join(dirname(file), 'fine_label_names.txt');
  const lines = existsSync(names) ? readFileSync(names, 'utf8').split('\n') : [];
  const classes = lines.filter((line) => line.trim() !== '').map((line) => [line.trim().replaceAll('_', ' ')]);
  if (classes.length === 0) {
    throw new PicsiftError('bad-usage', `${names} names no classes. Unpack the binary version of CIFAR-100 again.`);
  }
  return { classes, pictures: cifarPictures(file, classes.length) };
}

async function* cifarPictures(file: string, classes: number): AsyncGenerator<LabelledPicture> {
  const handle = await open(file);
  try {
    for (let number = 0; ; number++) {
      const record = Buffer.alloc(RECORD_BYTES);
      const { bytesRead } = await handle.read(record, 0, RECORD_BYTES, number * RECORD_BYTES);
      if (bytesRead === 0) return;
      const { label, picture } = parseCifarRecord(record);
      if (bytesRead < RECORD_BYTES || label >= classes) {
        const text = `${file} is no file of CIFAR-100: record ${number} makes no sense. Unpack the binary version again.`;
        throw new PicsiftError('bad-usage', text);
      }
      yield { label, read: async () => picture };
    }
  } finally {
    await handle.close();
  }
}

/** @returns the fine label, and the picture as a PPM file (lossless, and the real decoder reads it). */
export function parseCifarRecord(record: Buffer): { label: number; picture: Buffer } {
  const header = Buffer.from(`P6\n${EDGE} ${EDGE}\n255\n`);
  const rgb = Buffer.alloc(3 * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[pixel * 3 + channel] = record[2 + channel * PIXELS + pixel]!;
    }
  }
  return { label: record[1]!, picture: Buffer.concat([header, rgb]) };
}

/**
 * Open a folder that holds a folder of pictures for each class.
 * @param names of all classes that compete, including those without a folder. Without this, each folder's name is the
 * name of its class.
 * @throws PicsiftError `bad-usage` when there is no folder, or when a folder has no name in `names`.
 */
export function openClassFolders(root: string, names?: ClassNames): Dataset {
  const entries = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (folders.length === 0) {
    throw new PicsiftError('bad-usage', `${root} holds no folders. Give the one that holds a folder for each class.`);
  }
  const known = names ?? new Map(folders.toSorted().map((folder) => [folder, [folder]]));
  const nameless = folders.filter((folder) => !known.has(folder));
  if (nameless.length > 0) {
    const text = `The names of the classes leave out ${nameless.length} folders of ${root}, "${nameless[0]}" for one.`;
    throw new PicsiftError('bad-usage', `${text} Add them.`);
  }
  return { classes: [...known.values()], pictures: folderPictures(root, folders, [...known.keys()]) };
}

async function* folderPictures(
  root: string,
  folders: readonly string[],
  classes: readonly string[],
): AsyncGenerator<LabelledPicture> {
  for (const folder of folders) {
    const label = classes.indexOf(folder);
    for (const name of readdirSync(join(root, folder)).sort()) {
      if (hasPhotoName(name)) yield { label, read: () => readFile(join(root, folder, name)) };
    }
  }
}

/**
 * Parse names of classes: a JSON object of folder to name or list of names; or lines, each with a folder, white space,
 * and its names separated by tabs. A name is used unchanged, commas included.
 * @throws PicsiftError `bad-usage` when the text has neither format.
 */
export function parseClassNames(text: string): ClassNames {
  const names = text.trimStart().startsWith('{') ? namesFromJson(text) : namesFromLines(text);
  const broken = [...names].find(([, list]) => list.length === 0 || list.some((name) => name.trim() === ''));
  if (names.size > 0 && broken === undefined) return names;
  const what = broken === undefined ? 'are empty' : `say nothing about "${broken[0]}"`;
  throw new PicsiftError('bad-usage', `The names of the classes ${what}. Give each folder at least one name.`);
}

function namesFromJson(text: string): Map<string, string[]> {
  const names = JSON.parse(text) as Record<string, string | string[]>;
  return new Map(Object.entries(names).map(([folder, list]) => [folder, [list].flat()]));
}

function namesFromLines(text: string): Map<string, string[]> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const [, folder = line, rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return [folder, rest.split('\t').map((name) => name.trim())];
    }),
  );
}

/** Yields the first `count` pictures of each class. */
export async function* firstOfEach(
  pictures: AsyncIterable<LabelledPicture>,
  count: number,
): AsyncGenerator<LabelledPicture> {
  const seen = new Map<number, number>();
  for await (const picture of pictures) {
    const before = seen.get(picture.label) ?? 0;
    seen.set(picture.label, before + 1);
    if (before < count) yield picture;
  }
}
