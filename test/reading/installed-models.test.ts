/** Reading with models that were installed. They are the built-in one under other letters, so that it shows who has read. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import type { ReadingModel } from '../../src/model/reading/installed.ts';
import type { Picture } from '../../src/reading/picture.ts';
import { readerWith } from '../../src/reading/reader-version.ts';
import { createTextReader } from '../../src/reading/text-reader.ts';
import { CHARACTERS, DETECTION, recognitionWith } from '../support/models/reading-models.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { drawText } from '../support/photos/lettering.ts';

function write(name: string, bytes: Uint8Array): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

const CYRILLIC = new Map([...'HOTELBRIN'].map((letter, index) => [letter, 'НОТЕЛБРИН'[index]!]));
const recognition = () =>
  write('recognition.onnx', recognitionWith(CHARACTERS.map((letter) => CYRILLIC.get(letter) ?? letter)));

async function read(models: readonly ReadingModel[], drawing: Sharp): Promise<string[]> {
  const reader = createTextReader({ models });
  onTestFinished(() => reader.close());
  const { data, info } = await drawing.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const picture: Picture = { data, width: info.width, height: info.height };
  return (await reader.read(picture)).map(({ text }) => text);
}

const sign = () => drawText(480, 120, [{ text: 'HOTEL BERLIN', x: 40, y: 30, size: 32 }]);

it('reads with a model that has a detection in place of the built-in one', async () => {
  const general = { name: 'general', detection: write('detection.onnx', DETECTION), recognition: recognition() };
  expect(await read([general], sign())).toEqual(['НОТЕЛ БЕРЛИН']);
});

it('asks a model of another script only for what the first one cannot read', async () => {
  const script = { name: 'script', recognition: recognition() };
  // The strokes of these letters are far apart: the built-in model sees a space too many.
  expect((await read([script], sign())).map((text) => text.replaceAll(' ', ''))).toEqual(['HOTELBERLIN']);
});

it('knows which models it has', () => {
  expect(readerWith([{ name: 'a', recognition: '' }]).models).toEqual(['a']);
});
