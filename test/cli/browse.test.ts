/** Lists without words, `--sort`, `--fit` and `picsift browse`, as a person or a script uses them. */

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { indexedLibrary } from '../support/indexed.ts';
import { xmp } from '../support/photos/xmp.ts';

/** Four photos; a sidecar says when red.jpg was taken and who is on it. */
async function library() {
  const indexed = await indexedLibrary();
  const facts = { 'exif:DateTimeOriginal': '2019-06-01T18:30:00' };
  writeFileSync(join(indexed.folder, 'red.xmp'), xmp(facts, { 'Iptc4xmpExt:PersonInImage': ['Anna Smith'] }));
  return indexed;
}

describe('picsift without words', () => {
  it('lists the photos that pass the filters', async () => {
    const { folder, picsift } = await library();
    const red = `2019-06-01 18:30\t${join(folder, 'red.jpg')}\n`;
    expect(await picsift('--taken', '2019-06', '--in', folder)).toMatchObject({ code: 0, stdout: red });
    expect((await picsift('--person', 'anna', '--in', folder)).stdout).toBe(red);
    const { stdout } = await picsift('--in', folder, '-t', '2');
    expect(stdout.split('\n')[0]).toBe(red.trimEnd());
    expect(stdout.split('\n')[1]).toMatch(/^date unknown {4}\t/);
    expect(await picsift('--taken', '2018', '--in', folder)).toMatchObject({ code: 0, stdout: '' });
  });

  it('sorts by name and size, and pages', async () => {
    const { folder, picsift } = await library();
    const names = (stdout: string) =>
      stdout
        .trimEnd()
        .split('\n')
        .map((path) => basename(path));
    const sorted = async (...args: string[]) => names((await picsift('--in', folder, '-n', '-f', ...args)).stdout);
    const all = await sorted('--sort', 'name');
    expect(all).toEqual(all.toSorted());
    expect(await sorted('--sort', 'name', '--reverse')).toEqual(all.toReversed());
    const page = JSON.parse((await picsift('--in', folder, '-n', '--sort', 'name', '-t', '1', '--json')).stdout);
    expect(page).toMatchObject({ query: '', model: null, verdict: null, results: [{ score: null, verdict: null }] });
    expect(await sorted('--sort', 'name', '--cursor', page.next)).toEqual(all.slice(1));
  });

  it('needs words for what only words give', async () => {
    const { folder, picsift } = await indexedLibrary();
    for (const args of [
      ['--fit', 'strong'],
      ['--sort', 'fit'],
    ]) {
      expect(await picsift('--in', folder, ...args)).toMatchObject({ code: 2, stderr: /Describe the photo/ });
    }
    expect((await picsift('--in', folder, '--sort', 'beauty')).code).toBe(2);
  });
});

describe('picsift WORDS', () => {
  it('shows only photos that fit, in the requested order', async () => {
    const { folder, picsift } = await library();
    const lines = async (...args: string[]) =>
      (await picsift('a plain red picture', '--in', folder, '-f', '-q', ...args)).stdout.trimEnd().split('\n');
    const best = await lines();
    expect(await lines('--reverse')).toEqual(best.toReversed());
    const byName = (a: string, b: string) => (basename(a) < basename(b) ? -1 : 1);
    expect(await lines('--sort', 'name')).toEqual(best.toSorted(byName));
    expect((await lines('--fit', 'fair')).length).toBeLessThan(best.length);
    expect((await lines('--fit', 'fair'))[0]).toBe(join(folder, 'red.jpg'));
  });
});

describe('picsift browse', () => {
  it('counts photos by what they have in common', async () => {
    const { folder, picsift } = await library();
    expect(await picsift('browse', '--in', folder)).toMatchObject({
      code: 0,
      stdout: '1\t2019-06\n3\t(month not known)\n',
    });
    expect((await picsift('browse', '--by', 'folder', '--in', folder, '-n')).stdout).toBe('3\t.\n1\tmore\n');
    const { stdout } = await picsift('browse', '--by', 'person', '--in', folder, '-n', '--taken', '2019', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ by: 'person', scope: folder, total: 1, leftOut: 0, unknown: 0 },
      counts: [{ name: 'Anna Smith', photos: 1 }],
    });
  });
});
