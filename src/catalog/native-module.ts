/** Explains why SQLite cannot be loaded: its machine code is for one version of Node.js, and one processor. */

import { createRequire } from 'node:module';
import { PicsiftError, systemCode } from '../base/errors.ts';

/** Node.js versions by their `process.versions.modules`: https://nodejs.org/en/about/previous-releases */
const NODE_VERSIONS: Readonly<Record<string, number>> = { 108: 18, 115: 20, 127: 22, 131: 23, 137: 24, 141: 25 };

const MODULE = 'better-sqlite3';

/** Return the folder whose node_modules has the module: that of picsift, or of a program that uses it. */
function installedIn(): string {
  const file = createRequire(import.meta.url).resolve(MODULE);
  return file.slice(0, file.lastIndexOf('node_modules') - 1);
}

/** Turn the error of a module that cannot be loaded into one line that says what to do; undefined: it is another error. */
export function nativeModuleError(error: unknown): PicsiftError | undefined {
  const message = error instanceof Error ? error.message : '';
  const isMissing = message.startsWith('Could not locate the bindings file');
  if (systemCode(error) !== 'ERR_DLOPEN_FAILED' && !isMissing) return undefined;
  const [, builtFor] = /compiled against.*?NODE_MODULE_VERSION (\d+)/s.exec(message) ?? [];
  const why = isMissing
    ? 'was not built'
    : builtFor !== undefined
      ? `was built for Node.js ${NODE_VERSIONS[builtFor] ?? `with module version ${builtFor}`}`
      : // What Node.js says of the same file when it is loaded again.
        message.startsWith('Module did not self-register')
        ? 'was built for another one'
        : `cannot be loaded here (${message.split('\n')[0]})`;
  const text =
    `picsift runs with Node.js ${process.versions.node} (${process.execPath}), but its module ${MODULE} ${why}. ` +
    `Build it again with this Node.js: npm rebuild ${MODULE} --prefix "${installedIn()}". Or start picsift with the other one.`;
  return new PicsiftError('module-unusable', text, { cause: error });
}
