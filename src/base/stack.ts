/** Stack traces that name the source files, although the code runs from bundles in dist. */

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './paths.ts';

const FRAME = /(file:\/\/\/[^\s()]+?\.js):(\d+):(\d+)/g;

/**
 * Return the stack of an error, for a log. Source maps are read only here; `--enable-source-maps` of Node.js would read
 * them at every start.
 */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return stack.replace(FRAME, (frame, url: string, line: string, column: string) => {
    try {
      return sourceOf(fileURLToPath(url), Number(line), Number(column)) ?? frame;
    } catch {
      return frame;
    }
  });
}

/** Return a position such as "src/cli/main.ts:12", relative to the package; undefined when there is no source map. */
function sourceOf(file: string, line: number, column: number): string | undefined {
  const mapFile = `${file}.map`;
  if (!existsSync(mapFile)) return undefined;
  const map = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload);
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  const source = relative(packageRoot(), resolve(dirname(mapFile), entry.originalSource));
  return `${source}:${entry.originalLine + 1}`;
}
