/**
 * Photo libraries, each with an excluded folder that the configuration spells in another way. Each has a photo "open.png"
 * that may be found, and private photos that may not.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { expandHome } from '../../src/base/home-folder.ts';
import { openCatalog } from '../../src/catalog/open.ts';
import { putRoot } from '../../src/catalog/roots.ts';
import { drawIndexed } from './indexed.ts';
import { temporaryFolder } from './photos/drawings.ts';

/**
 * What the configuration says about a library.
 * @param secret the name of its private folder. Every library has another one, because an entry may be a name.
 * @param at returns a path outside of all libraries.
 * @returns the entry of excludeDirs, and the granted folder if it is spelled in another way too.
 */
type Spelling = (
  library: string,
  secret: string,
  at: (name: string) => string,
) => { readonly exclude: string; readonly folder?: string };

/** In the name of every private photo. */
export const MARKER = 'zq7marker';

const link = (target: string, path: string) => {
  symlinkSync(target, path);
  return path;
};

const SPELLINGS: Record<string, Spelling> = {
  plain: (library, secret) => ({ exclude: join(library, secret) }),
  'both through a link': (library, secret, at) => {
    const folder = link(library, at('both'));
    return { folder, exclude: join(folder, secret) };
  },
  'through a link, the library is not': (library, secret, at) => ({ exclude: join(link(library, at('one')), secret) }),
  'not through a link, the library is': (library, secret, at) => ({
    folder: link(library, at('two')),
    exclude: join(library, secret),
  }),
  'a link to a link': (library, secret, at) => ({
    exclude: link(link(join(library, secret), at('three')), at('four')),
  }),
  'the name of a link in the library': (library, secret) => {
    link(secret, join(library, 'way-in'));
    return { exclude: 'way-in' };
  },
  'a relative path': (_library, secret) => ({ exclude: `./${secret}/` }),
  'dots and slashes': (library, secret) => ({ exclude: `${library}//open/..//./${secret}///` }),
  'dots behind a link': (library, secret, at) => ({ exclude: `${link(join(library, secret, 'deep'), at('five'))}/..` }),
  'a name in another Unicode form': (_library, secret) => ({ exclude: secret.normalize('NFC') }),
  'a path in another Unicode form': (library, secret) => ({ exclude: join(library, secret.normalize('NFC')) }),
  'a home that is a link': (library, secret, at) => {
    vi.stubEnv('HOME', link(library, at('home')));
    vi.stubEnv('USERPROFILE', process.env.HOME);
    const exclude = expandHome(`~/${secret}`);
    vi.unstubAllEnvs();
    return { exclude };
  },
};

/** Spellings that need the right to mount. */
const MOUNTS: Record<string, Spelling> = {
  'through a bind mount': (library, secret, at) => ({ exclude: join(bind(library, at('bound')), secret) }),
  'a part of another folder, mounted in the library': (library, secret, at) => {
    mkdirSync(at('outside'));
    renameSync(join(library, secret), join(at('outside'), 'part'));
    bind(join(at('outside'), 'part'), join(library, secret));
    return { exclude: at('outside') };
  },
};

export const ALL_SPELLINGS: readonly string[] = [...Object.keys(SPELLINGS), ...Object.keys(MOUNTS)];

/** One of each kind: a path, a link on either side, a name, a Unicode form, a mount. */
export const SOME_SPELLINGS: readonly string[] = [
  'plain',
  'through a link, the library is not',
  'not through a link, the library is',
  'the name of a link in the library',
  'a path in another Unicode form',
  'a part of another folder, mounted in the library',
];

/** Libraries of one kind have the same photos, in other colours: equal contents would share a vector. */
function photosOf(number: number, folder: string): Record<string, string> {
  const colour = (shade: number) => `rgb(${(number * 16) % 256}, ${shade}, ${255 - number * 9})`;
  return { 'open.png': colour(20), [`${folder}/${MARKER}-${number}.png`]: colour(200) };
}

/** Decide whether the tests may mount folders, as root on Linux may. */
export function mayBind(): boolean {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  const isMounted = spawnSync('mount', ['--bind', from, to]).status === 0;
  if (isMounted) spawnSync('umount', [to]);
  return isMounted;
}

export function bind(folder: string, on: string): string {
  mkdirSync(on, { recursive: true });
  spawnSync('mount', ['--bind', folder, on]);
  onTestFinished(() => void spawnSync('umount', ['-l', on]));
  return on;
}

/**
 * Make a library for each spelling, indexed before anything was excluded. Mounts are left out where they are not allowed.
 * @returns the libraries and excludes as a configuration has them, and what may not be left of the private photos.
 */
export async function excludedLibraries(wanted: readonly string[]) {
  const home = temporaryFolder();
  const libraries = join(temporaryFolder(), 'libraries');
  const links = temporaryFolder();
  const spellings: Record<string, Spelling> = { ...SPELLINGS, ...(mayBind() ? MOUNTS : {}) };
  const names = wanted.filter((name) => name in spellings);
  const secretOf = (number: number) => `Prive\u0301-${number}`;
  const photos = names.map((_, number) => {
    const own = Object.entries(photosOf(number, secretOf(number)));
    return Object.fromEntries(own.map(([path, colour]) => [`${number}/${path}`, colour]));
  });
  await drawIndexed(libraries, join(home, 'data'), Object.assign({}, ...photos) as Record<string, string>);
  const catalog = openCatalog(join(home, 'data', 'catalog.sqlite'), { busyTimeoutMs: 1_000 });
  catalog.prepare('DELETE FROM root').run();
  const found = names.map((name, number) => {
    const library = join(libraries, `${number}`);
    for (const folder of ['open', join(secretOf(number), 'deep')]) mkdirSync(join(library, folder));
    putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
    return { library, ...spellings[name]!(library, secretOf(number), (at) => join(links, at)) };
  });
  const vectors = catalog
    .prepare<[string], { key: string; data: Buffer }>(
      'SELECT key, data FROM photo JOIN vector ON vector.content_id = photo.content_id WHERE path LIKE ?',
    )
    .all(`%${MARKER}%`);
  catalog.close();
  return {
    home,
    dataDir: join(home, 'data'),
    names,
    roots: found.map(({ library }) => library),
    privates: found.map(({ library }, number) => join(library, secretOf(number))),
    folders: found.map(({ library, folder = library }) => folder),
    scan: { excludeDirs: found.map(({ exclude }) => exclude), includeHidden: false },
    secretIds: vectors.map(({ key }) => key),
    secretBytes: [Buffer.from(MARKER), ...vectors.map(({ data }) => data.subarray(0, 64))],
  };
}

export type ExcludedLibraries = Awaited<ReturnType<typeof excludedLibraries>>;

/** Return the files below a folder that contain one of these byte sequences, and all files. */
export function filesWith(
  folder: string,
  secrets: readonly Buffer[],
): { readonly all: string[]; readonly guilty: string[] } {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return { all, guilty: all.filter((file) => secrets.some((secret) => readFileSync(file).includes(secret))) };
}
