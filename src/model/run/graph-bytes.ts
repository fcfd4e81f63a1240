/** Measures graphs on the disk. */

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Add up the bytes of a graph and of its external weights, such as NAME.onnx_data. */
export function graphBytes(file: string): number {
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)))
    .reduce((sum, name) => sum + statSync(join(dirname(file), name)).size, 0);
}
