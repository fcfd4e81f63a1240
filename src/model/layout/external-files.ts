/** Finds the files that hold weights of a graph under any name. */

import { posix } from 'node:path';
import { readExternals, withOnnxFile } from '../onnx/graph.ts';

/** Files that hold no weights of a graph. Reading a graph takes too long to do it at every start for nothing. */
const NO_WEIGHTS = /\.(onnx|json|txt|gz|md|model|png|jpe?g|py|safetensors|rknn|armnn)$|(^|\/)(LICENSE|\.git\w*)$/i;

/**
 * List the files of weights that a graph names inside.
 * @param graph relative to the model's folder, as are the paths and the results.
 * @param fileOf makes an absolute path.
 */
export function externalFilesOf(graph: string, paths: readonly string[], fileOf: (path: string) => string): string[] {
  const folder = posix.dirname(graph);
  const candidates = paths.filter(
    (path) => (folder === '.' || path.startsWith(`${folder}/`)) && !NO_WEIGHTS.test(path),
  );
  if (candidates.length === 0) return [];
  const named = new Set(locationsIn(fileOf(graph)).map((location) => posix.join(folder, location)));
  return candidates.filter((path) => named.has(path));
}

/** A file that is no graph names none: loading it will say what is wrong. */
function locationsIn(file: string): string[] {
  try {
    return withOnnxFile(file, (reader, _, size) => readExternals(reader, size).map(({ location }) => location));
  } catch {
    return [];
  }
}
