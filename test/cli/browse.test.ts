/** Lists without words, `--sort`, `--fit` and `picsift browse`, as a person or a script uses them. */

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { indexedLibrary } from '../support/indexed.ts';
import { xmp } from '../support/photos/xmp.ts';

/** Four photos; a sidecar says when red.jpg was taken and who is on it. */
async function library() {
  const indexed = await indexedLibrary();
  const facts = { 'exif:DateTimeOriginal': '2019-06-01T18:30:00', 'xmp:Rating': '4' };
  writeFileSync(join(indexed.folder, 'red.xmp'), xmp(facts, { 'Iptc4xmpExt:PersonInImage': ['Anna Smith'] }));
  return indexed;
}

describe('picsift without words', () => {
  it('lists the photos that pass the filters, the newest first', async () => {
    const { folder, here } = await library();
    const red = `2019-06-01 18:30\t${join(folder, 'red.jpg')}\n`;
    expect(await here('--taken', '2019-06', '--in', folder)).toMatchObject({ code: 0, stdout: red });
    const { stdout } = await here('--in', folder, '-n', '-t', '2');
    expect(stdout.split('\n')[0]).toBe(red.trimEnd());
    expect(stdout.split('\n')[1]).toMatch(/^date unknown {4}\t/);
    expect(await here('--in', folder, '--fit', 'strong')).toMatchObject({ code: 2 });
  });

  it('sorts, and pages', async () => {
    const { folder, here } = await library();
    const page = JSON.parse((await here('--in', folder, '-n', '--sort', 'name', '-t', '1', '--json')).stdout);
    expect(page).toMatchObject({ query: '', model: null, verdict: null, results: [{ score: null, verdict: null }] });
    const rest = await here('--in', folder, '-n', '-f', '--sort', 'name', '--cursor', page.next);
    const names = [page.results[0].path, ...rest.stdout.trimEnd().split('\n')].map((path) => basename(path));
    expect(names).toEqual(['blue.png', 'green.webp', 'red.jpg', 'yellow.tiff']);
  });
});

describe('picsift WORDS', () => {
  it('shows only photos that fit, in the requested order', async () => {
    const { folder, here } = await library();
    const { stdout } = await here('red', '--in', folder, '-fqn', '--sort', 'name', '--reverse');
    const all = stdout.trimEnd().split('\n');
    expect(all.map((path) => basename(path))).toEqual(['yellow.tiff', 'red.jpg', 'green.webp', 'blue.png']);
    const fitting = await here('red', '--in', folder, '-fqn', '--fit', 'fair');
    const some = fitting.stdout.trimEnd().split('\n');
    expect(some[0]).toBe(join(folder, 'red.jpg'));
    expect(some.length).toBeLessThan(all.length);
  });
});

describe('picsift browse', () => {
  it('counts photos by what they have in common', async () => {
    const { folder, here } = await library();
    expect(await here('browse', '--in', folder)).toMatchObject({
      code: 0,
      stdout: '1\t2019-06\n3\t(month not known)\n',
    });
    const by = async (what: string) => (await here('browse', '--by', what, '--in', folder, '-n')).stdout;
    expect(await by('type')).toBe('1\tjpeg\n1\tpng\n1\ttiff\n1\twebp\n');
    expect(await by('rating')).toBe('1\t4\n3\t(rating not known)\n');
    const { stdout } = await here('browse', '--by', 'person', '--in', folder, '-n', '--taken', '2019', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ by: 'person', scope: folder, total: 1, leftOut: 0, unknown: 0 },
      counts: [{ name: 'Anna Smith', photos: 1 }],
    });
  });

  it('says why there is nothing to count', async () => {
    const { folder, here } = await indexedLibrary();
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await here('browse', '--in', empty)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: /no photos in .*empty/,
    });
    expect(await here('browse', '-n', '--in', empty)).toMatchObject({ code: 1, stderr: /Nothing is indexed/ });
    const nothing = await here('browse', '-n', '--in', folder, '--taken', '1950');
    expect(nothing).toMatchObject({ code: 0, stdout: '', stderr: /fits the filters/ });
    const words = await here('browse', 'cats', '--in', folder);
    expect(words).toMatchObject({ code: 2, stdout: '', stderr: /--in.*picsift search browse cats/ });
  });

  it('counts photos of a folder that is missing, with --include-offline', async () => {
    const { folder, here } = await indexedLibrary();
    renameSync(folder, `${folder}-away`);
    expect((await here('browse', '--in', folder)).code).toBe(2);
    const { code, stdout } = await here('browse', '--in', folder, '--include-offline', '--by', 'folder');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\t.\n1\tmore\n' });
  });
});
