/** What was set on a file, and what holds after tagging: each row of the table in docs/tagging.md on real files. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { indexHere } from '../support/engine-here.ts';
import { drawPhotos, newFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';
import { HAS_FILE_ATTRIBUTES, IS_LINUX, IS_ROOT } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';

interface Row {
  /** First cell of the row in docs/tagging.md. */
  readonly title: string;
  /** Shell commands in the folder of a.jpg, before the photos are indexed. */
  readonly prepare: string;
  readonly needs: boolean;
  /** Outcome of `--write`, and of `--sidecar --write` after it. */
  readonly photo: string;
  readonly sidecar?: string;
}

const WRITTEN = 'written a.jpg';
const HARD_LINKED = 'refused it has other names (hard links), which would not get the keyword';

const ROWS: readonly Row[] = [
  { title: 'nothing', prepare: 'true', needs: IS_LINUX, photo: WRITTEN },
  { title: 'owner, group', prepare: 'chown 65534:50 a.jpg', needs: IS_ROOT, photo: WRITTEN },
  { title: 'permissions', prepare: 'chmod 7640 a.jpg', needs: IS_LINUX, photo: WRITTEN },
  {
    title: 'access control list',
    prepare: 'chmod 644 a.jpg; setfacl -m u:65534:r,g:50:rw a.jpg',
    needs: HAS_FILE_ATTRIBUTES,
    photo: WRITTEN,
  },
  {
    title: 'default access control list of the folder',
    prepare: 'setfacl -d -m u:33:rwx,g:50:rwx . && chmod 600 a.jpg',
    needs: HAS_FILE_ATTRIBUTES,
    photo: WRITTEN,
    sidecar: 'written a.jpg.xmp',
  },
  {
    title: 'extended attributes',
    prepare: `setfattr -n user.a -v text a.jpg; setfattr -n user.empty a.jpg;
      setfattr -n user.big -v ${'x'.repeat(3000)} a.jpg; setfattr -n "user.$(printf 'odd\\033')" -v y a.jpg`,
    needs: HAS_FILE_ATTRIBUTES,
    photo: WRITTEN,
  },
  {
    title: 'security label, capabilities',
    prepare: `setfattr -n security.selinux -v system_u:object_r:public_content_t:s0 a.jpg
      setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 a.jpg`,
    needs: HAS_FILE_ATTRIBUTES && IS_ROOT,
    photo: WRITTEN,
  },
  {
    title: 'flags: nodump, noatime, sync',
    prepare: 'chattr +dAS a.jpg',
    needs: HAS_FILE_ATTRIBUTES && IS_ROOT,
    photo: WRITTEN,
  },
  {
    title: 'flag: immutable',
    prepare: 'chattr +i a.jpg',
    needs: HAS_FILE_ATTRIBUTES && IS_ROOT,
    photo: 'refused it is marked as immutable (chattr +i)',
    sidecar: 'written a.jpg.xmp',
  },
  {
    title: 'flag: append-only',
    prepare: 'chattr +a a.jpg',
    needs: HAS_FILE_ATTRIBUTES && IS_ROOT,
    photo: 'refused it is marked as append-only (chattr +a)',
  },
  {
    title: 'hard links',
    prepare: 'ln a.jpg other',
    needs: IS_LINUX,
    photo: HARD_LINKED,
    sidecar: 'written a.jpg.xmp',
  },
  { title: 'hard link a.jpg_original', prepare: 'ln a.jpg a.jpg_original', needs: IS_LINUX, photo: WRITTEN },
  {
    title: 'a sidecar with any of these',
    prepare: 'cp ../side.xmp a.jpg.xmp && setfacl -m u:65534:rw a.jpg.xmp && setfattr -n user.a -v b a.jpg.xmp',
    needs: HAS_FILE_ATTRIBUTES,
    photo: 'written a.jpg.xmp',
  },
  {
    title: 'a sidecar with hard links',
    prepare: 'cp ../side.xmp a.jpg.xmp && ln a.jpg.xmp other',
    needs: IS_LINUX,
    photo: HARD_LINKED,
  },
  {
    title: 'a symlink with the name of the sidecar',
    prepare: 'cp ../side.xmp other && ln -s other a.jpg.xmp',
    needs: IS_LINUX,
    photo: WRITTEN,
    sidecar: 'refused its sidecar is a link, or no file',
  },
];

const folderOf = ({ title }: Row) => title.replace(/\W+/g, '-');

/** Everything but content and times of all files of a folder: permissions, owner, lists, attributes and flags. */
function stateOf(folder: string) {
  const shown = HAS_FILE_ATTRIBUTES ? 'getfacl -pn *; getfattr -dh -m - -e hex *; lsattr -d $(find . -type f)' : '';
  const text = execFileSync('sh', ['-c', `stat -c '%n %a %u %g %h %F' *; ${shown}`], { cwd: folder, encoding: 'utf8' });
  return { text, files: readdirSync(folder) };
}

let root: string;
let engine: Engine;
const before = new Map<Row, ReturnType<typeof stateOf>>();
let photo: Record<string, string>;
let afterPhotos: Map<Row, ReturnType<typeof stateOf>>;
let sidecar: Record<string, string>;
let dry: Record<string, string>;

/** Tags the photos of these rows, and of other folders. @returns outcomes by folder. */
async function tag(
  rows: readonly Row[],
  keyword: string,
  request: { write: boolean; sidecar: boolean },
  ...others: readonly string[]
) {
  const folders = [...rows.map((row) => join(root, folderOf(row))), ...others];
  const { results } = await engine.search({ query: 'red', folders, top: 100, grouped: false });
  const change = { action: 'add', keyword } as const;
  const ids = results.map(({ id }) => id);
  const done = await engine.tag({ ids, folders, change, keepOriginals: false, ...request });
  return Object.fromEntries(
    done.map((result) => {
      const what = result.outcome === 'refused' ? result.reason : 'target' in result ? basename(result.target) : '';
      return [basename(dirname(result.path)), `${result.outcome} ${what}`.trim()];
    }),
  );
}

let hasBindMount = false;
const possible = ROWS.filter(({ needs }) => needs);

beforeAll(async () => {
  if (!IS_LINUX) return;
  root = newFolder();
  writeFileSync(join(root, 'side.xmp'), xmp({ 'xmp:Rating': '4' }));
  for (const [index, row] of possible.entries()) {
    const folder = join(root, folderOf(row));
    await drawPhotos(folder, { 'a.jpg': `rgb(${200 + index}, 0, 0)` });
    execFileSync('sh', ['-ec', row.prepare], { cwd: folder });
    before.set(row, stateOf(folder));
  }
  await drawPhotos(root, { 'bind/real/a.jpg': 'rgb(190, 0, 0)' });
  mkdirSync(join(root, 'bind', 'again'));
  hasBindMount = spawnSync('mount', ['--bind', join(root, 'bind/real'), join(root, 'bind/again')]).status === 0;
  const options = engineOptions({ dataDir: newFolder() });
  await indexHere(options, [root]);
  engine = openEngine(options);
  dry = await tag(possible, 'lake', { write: false, sidecar: false });
  photo = await tag(possible, 'lake', { write: true, sidecar: false }, join(root, 'bind'));
  afterPhotos = new Map(possible.map((row) => [row, stateOf(join(root, folderOf(row)))]));
  const withSidecar = possible.filter((row) => row.sidecar !== undefined);
  sidecar = await tag(withSidecar, 'sea', { write: true, sidecar: true });
});

afterAll(async () => {
  if (!IS_LINUX) return;
  await engine.close();
  if (hasBindMount) spawnSync('umount', [join(root, 'bind/again')]);
  spawnSync('chattr', ['-R', '-ia', root]);
  rmSync(root, { recursive: true });
});

describe('after tagging a photo with', () => {
  for (const row of ROWS) {
    it.runIf(row.needs)(row.title, () => {
      const name = folderOf(row);
      expect(photo[name]).toBe(row.photo);
      expect(dry[name]).toBe(row.photo.replace('written', 'planned'));
      const former = before.get(row)!;
      // The file in place of a.jpg is new, so a name that a killed run gave it belongs to the former one.
      const expected = row.title.endsWith('_original')
        ? former.text.replaceAll(' 2 regular', ' 1 regular')
        : former.text;
      expect(afterPhotos.get(row)).toEqual({ text: expected, files: former.files });
      if (row.sidecar !== undefined) expect(sidecar[name]).toBe(row.sidecar);
    });
  }

  it.runIf(HAS_FILE_ATTRIBUTES)('a default access control list: a new sidecar gets it, as any new file', () => {
    const folder = join(root, folderOf(ROWS.find(({ title }) => title.startsWith('default'))!));
    writeFileSync(join(folder, 'any'), '');
    const listOf = (file: string) => execFileSync('getfacl', ['-pcn', join(folder, file)], { encoding: 'utf8' });
    expect(listOf('a.jpg.xmp')).toBe(listOf('any'));
    expect(listOf('a.jpg.xmp')).toContain('user:33:');
  });

  it.runIf(IS_LINUX)('no list of the folder: a new sidecar has the permissions of any new file', () => {
    const folder = join(root, folderOf(ROWS.find(({ title }) => title === 'hard links')!));
    writeFileSync(join(folder, 'any'), '');
    expect(statSync(join(folder, 'a.jpg.xmp')).mode).toBe(statSync(join(folder, 'any')).mode);
  });

  it.runIf(IS_LINUX)('a bind mount of its folder: it is tagged once', ({ skip }) => {
    if (!hasBindMount) skip('needs the right to mount');
    expect(photo).toMatchObject({ again: WRITTEN, real: 'unchanged' });
  });

  it('anything: docs/tagging.md has the same rows', () => {
    const page = readFileSync(new URL('../../docs/tagging.md', import.meta.url), 'utf8');
    const table = page
      .slice(page.indexOf('## What stays'))
      .split('\n\n')
      .find((part) => part.startsWith('|'))!;
    const titles = table
      .split('\n')
      .slice(2)
      .map((line) => line.split('|')[1]!.trim().replaceAll('`', ''));
    expect(titles).toEqual(ROWS.slice(1).map(({ title }) => title));
  });
});
