/** The accuracy bench on small data: plain colours, which the built-in model can distinguish. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { decodePnm } from '../../../src/library/decode/formats/pnm.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { parseTemplates } from './accuracy-bench.ts';
import { firstOfEach, openCifar100, openClassFolders, parseCifarRecord, parseClassNames } from './datasets.ts';
import { classify, placeOf } from './zero-shot.ts';

const COLOURS = { red: [255, 0, 0], green: [0, 160, 0], blue: [0, 0, 255], yellow: [255, 255, 0] } as const;
const TEMPLATES = ['a plain {} picture', 'the colour {}'];
const PIXELS = 32 * 32;
const POCKET = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
const usage = (message: RegExp) =>
  expect.objectContaining({ code: 'bad-usage', message: expect.stringMatching(message) });

/** Returns one record of CIFAR-100: the reverse of `parseCifarRecord`. @param rgb interleaved. */
function cifarRecord(coarse: number, fine: number, rgb: Uint8Array): Buffer {
  const planes = [0, 1, 2].map((channel) => rgb.filter((_, index) => index % 3 === channel));
  return Buffer.concat([Buffer.from([coarse, fine]), ...planes]);
}

/** Writes a data set in the format of CIFAR-100 with one plain picture after another. @returns its file. */
function writeCifar(names: readonly string[], pictures: readonly (keyof typeof COLOURS)[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'fine_label_names.txt'), `${names.join('\n')}\n\n`);
  const records = pictures.map((colour) =>
    cifarRecord(
      7,
      names.indexOf(colour),
      new Uint8Array(3 * PIXELS).map((_, index) => COLOURS[colour][(index % 3) as 0 | 1 | 2]),
    ),
  );
  const file = join(folder, 'test.bin');
  writeFileSync(file, Buffer.concat(records));
  return file;
}

async function labelsOf(pictures: AsyncIterable<{ readonly label: number }>): Promise<number[]> {
  const labels: number[] = [];
  for await (const { label } of pictures) labels.push(label);
  return labels;
}

describe('CIFAR-100', () => {
  it('is read from a record exactly as it was written, by the real decoder', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, fc.uint8Array({ minLength: 3 * PIXELS, maxLength: 3 * PIXELS }), (coarse, fine, rgb) => {
        const { label, picture } = parseCifarRecord(cifarRecord(coarse, fine, rgb));
        expect(label).toBe(fine);
        expect(Buffer.compare(decodePnm(picture).data, rgb)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('is classified', async () => {
    const shown = ['blue', 'red', 'yellow', 'green', 'red'] as const;
    const dataset = openCifar100(writeCifar(['red', 'green', 'blue', 'yellow', 'striped_zebra', 'night'], shown));
    expect(dataset.classes.at(4)).toEqual(['striped zebra']);
    const reported: number[] = [];
    const result = await classify(dataset, TEMPLATES, POCKET, ({ pictures }) => reported.push(pictures));
    expect(result).toEqual({ pictures: 5, unreadable: 0, top1: 5, top5: 5 });
    expect(reported).toEqual([5]);
  });

  it('is refused when the file has another format', async () => {
    const file = writeCifar(['red', 'green'], ['red', 'green']);
    expect(await labelsOf(openCifar100(file).pictures)).toEqual([0, 1]);
    writeFileSync(file, Buffer.alloc(3074 + 100));
    await expect(labelsOf(openCifar100(file).pictures)).rejects.toEqual(usage(/record 1 makes no sense/));
    writeFileSync(file, Buffer.alloc(3074, 2));
    await expect(labelsOf(openCifar100(file).pictures)).rejects.toEqual(usage(/record 0 makes no sense/));
    expect(() => openCifar100(join(temporaryFolder(), 'test.bin'))).toThrow(usage(/names no classes/));
  });
});

describe('folders of pictures', () => {
  it('are classified; an unreadable picture counts as wrong, a file that is no picture does not count', async () => {
    const root = temporaryFolder();
    await drawPhotos(root, { 'n01/a.JPEG': 'red', 'n01/b.png': 'red', 'n02/c.jpg': 'blue', 'n03/d.png': 'lime' });
    writeFileSync(join(root, 'n03', 'broken.jpg'), 'no picture');
    writeFileSync(join(root, 'n03', 'notes.txt'), 'nothing');
    const names = parseClassNames('{"n01": "red", "n02": ["blue", "dark blue"], "n03": "green", "n04": "yellow"}');
    const result = await classify(openClassFolders(root, names), TEMPLATES, POCKET);
    expect(result).toEqual({ pictures: 5, unreadable: 1, top1: 4, top5: 4 });
  });

  it('give their names to their classes when no names are given', () => {
    const root = temporaryFolder();
    for (const name of ['zebra', 'apple']) mkdirSync(join(root, name));
    expect(openClassFolders(root).classes).toEqual([['apple'], ['zebra']]);
    expect(() => openClassFolders(root, parseClassNames('apple\tan apple'))).toThrow(usage(/1 folders .* "zebra"/));
    expect(() => openClassFolders(join(root, 'zebra'))).toThrow(usage(/holds no folders/));
  });
});

describe('the input of the bench', () => {
  it('takes names of classes from JSON and from lines', () => {
    const expected = [
      ['n01', ['tench, Tinca tinca']],
      ['n02', ['crane', 'tower crane']],
    ];
    expect([...parseClassNames('n01 tench, Tinca tinca\r\n\nn02\tcrane\ttower crane\n')]).toEqual(expected);
    expect([...parseClassNames(JSON.stringify(Object.fromEntries(expected)))]).toEqual(expected);
    expect(() => parseClassNames('n01')).toThrow(usage(/nothing about "n01"/));
    expect(() => parseClassNames('{"n01": []}')).toThrow(usage(/nothing about "n01"/));
    expect(() => parseClassNames('\n')).toThrow(usage(/are empty/));
  });

  it('takes templates, each with a placeholder for the name', () => {
    expect(parseTemplates('photo of {}\n\n {} \n')).toEqual(['photo of {}', '{}']);
    expect(() => parseTemplates('a photo')).toThrow(usage(/"a photo" has no {}/));
    expect(() => parseTemplates('')).toThrow(usage(/no template/));
  });

  it('takes the requested number of pictures of each class', async () => {
    const { pictures } = openCifar100(writeCifar(['red', 'green'], ['red', 'red', 'green', 'red', 'green', 'green']));
    expect(await labelsOf(firstOfEach(pictures, 2))).toEqual([0, 0, 1, 1]);
  });

  it('ranks classes at equal distance in their listed order', () => {
    const [near, far] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    expect([0, 1, 2].map((label) => placeOf(label, near, [near, far, near]))).toEqual([1, 3, 2]);
  });
});
