/** Collects the licences of the bundled packages: most licences require that their text is in every copy. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {Iterable<string>} modules paths of bundled files.
 * @returns {string} name, version, licence and licence text of each package that one of the files belongs to.
 */
export function notices(modules) {
  const folders = new Set();
  for (const path of modules) {
    const [folder] = /.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  const entries = [...folders].map(noticeOf).sort();
  return `picsift contains the following packages.\n\n${entries.join('\n')}`;
}

function noticeOf(/** @type {string} */ folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `## ${name} ${version} (${license})\n\n${text}\n`;
}
