import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderAsShown } from '../../src/access/folder-as-shown.ts';
import { safeText } from '../../src/base/safe-text.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

/** Names with characters that are not shown, and with accents in two forms. */
const NAMES = [
  'family \u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  'Wochen\u00adende',
  'a\u034fb',
  '\u202etxt.gpj',
  'e\u0301te\u0301',
  'tab\there',
  'x'.repeat(200) + '\u200b'.repeat(15),
];

describe('a folder', () => {
  it.each(NAMES)('is found by its name and by how that is shown: %j', async (name) => {
    const root = temporaryFolder();
    const folder = join(root, 'in', name, 'deep');
    mkdirSync(folder, { recursive: true });
    for (const shown of [name, safeText(name)]) {
      expect(await folderAsShown(root, `in/${shown}/deep`)).toBe(folder);
    }
  });

  it('is found in the other form of its accents, and in other case, if only one is meant', async () => {
    const root = temporaryFolder();
    for (const name of ['e\u0301te\u0301', 'Trip', 'TRIP 2', 'trip 2']) mkdirSync(join(root, name));
    expect(await folderAsShown(root, '\u00e9t\u00e9')).toBe(join(root, 'e\u0301te\u0301'));
    expect(await folderAsShown(root, 'trip')).toBe(join(root, 'Trip'));
    if (readdirSync(root).length === 4) await expect(folderAsShown(root, 'Trip 2')).rejects.toThrow('ENOENT');
  });

  it('that is not there is none', async () => {
    const root = temporaryFolder();
    for (const wanted of ['nowhere', 'a/b', '\\u{202e}', 'a/'.repeat(499), 'x'.repeat(5_000)]) {
      await expect(folderAsShown(root, wanted), wanted).rejects.toThrow();
    }
    expect(await folderAsShown(root, '')).toBe(root);
  });
});
