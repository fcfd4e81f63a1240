/** The rules of docs/architecture.md: imports run downwards, never in a circle, and no folder or file grows too large. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/paths.ts';

const ROOT = packageRoot();
const MAX_FILES_IN_A_FOLDER = 20;
const MAX_LINES_IN_A_FILE = 300;

/**
 * Every room, from the lowest floor to the highest, with the rooms that it may import. A room may import only rooms
 * that stand before it. `type:` allows `import type` only.
 */
const ROOMS: Record<string, string[]> = {
  base: [],
  frontend: [],
  process: ['base'],
  net: ['base'],
  http: ['base'],
  library: ['base', 'process'],
  model: ['base', 'process', 'net', 'type:library'],
  reading: ['base', 'model'],
  catalog: ['base', 'type:library', 'type:reading'],
  access: ['base', 'library'],
  derived: ['base', 'process', 'library', 'catalog'],
  search: ['base', 'process', 'net', 'library', 'model', 'catalog', 'derived'],
  indexing: ['base', 'process', 'library', 'model', 'reading', 'catalog', 'derived'],
  tagging: ['base', 'process', 'library', 'catalog'],
  engine: ['base', 'library', 'model', 'reading', 'catalog', 'derived', 'search', 'indexing', 'tagging'],
  config: ['base', 'library', 'model', 'access', 'type:engine'],
  index: ['base', 'engine'],
  gallery: ['base', 'http', 'library', 'access', 'search', 'tagging', 'engine'],
  tools: ['base', 'net', 'http', 'library', 'access', 'search', 'tagging', 'engine', 'type:indexing'],
  bots: ['base', 'net', 'library', 'access', 'search', 'engine', 'type:indexing'],
  cli: [
    'base',
    'library',
    'model',
    'search',
    'tagging',
    'engine',
    'config',
    'type:indexing',
    'gallery',
    'tools',
    'bots',
  ],
};
const DOORS = ['gallery', 'tools', 'bots', 'cli'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function roomOf(file: string): string {
  const [top, second] = file.split('/') as [string, string];
  // src/index.ts, which other programs import, is a floor of its own.
  return top === 'src' ? second.replace('.ts', '') : top;
}

function typeScriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => posix.join(folder, file.replaceAll(sep, '/')));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statics = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'(\.[^']+)'/gm)];
  const dynamics = [...text.matchAll(/(await\s+)?\bimport\('(\.[^']+)'\)/g)];
  const to = (path: string) => posix.join(posix.dirname(file), path);
  return [
    ...statics.map((match) => ({ from: file, to: to(match[2]!), typeOnly: match[1] !== undefined, lazy: false })),
    ...dynamics.map((match) => ({ from: file, to: to(match[2]!), typeOnly: match[1] === undefined, lazy: true })),
  ];
}

const files = ['src', 'config', 'tools', 'bots'].flatMap(typeScriptFiles);
const imports = files.flatMap(importsOf);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/**
 * Returns the groups of files that import each other, directly or through other files: the strongly connected
 * components.
 */
function circles(edges: readonly Import[]): string[][] {
  const targets = groupBy(edges, ({ from }) => from);
  const reachable = (start: string) => {
    const seen = new Set<string>();
    const pending = [start];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      for (const { to } of targets.get(file) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        pending.push(to);
      }
    }
    return seen;
  };
  const reached = new Map([...targets.keys()].map((file) => [file, reachable(file)]));
  const inCircles = [...reached.keys()].filter((file) => reached.get(file)!.has(file));
  const groups = groupBy(inCircles, (file) =>
    inCircles.filter((other) => reached.get(file)!.has(other) && reached.get(other)?.has(file)).join(' '),
  );
  return [...groups.values()];
}

describe('architecture', () => {
  it('sees every import, and knows every room', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(ROOMS)));
    const floors = Object.keys(ROOMS);
    const upwards = Object.entries(ROOMS).flatMap(([room, allowed]) =>
      allowed
        .filter((entry) => floors.indexOf(entry.replace('type:', '')) >= floors.indexOf(room))
        .map((entry) => `${room} -> ${entry}`),
    );
    expect(upwards).toEqual([]);
  });

  it('lets imports run downwards only', () => {
    const broken = imports.filter(({ from, to, typeOnly }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      const allowed = ROOMS[room]!;
      return room !== target && !allowed.includes(target) && !(typeOnly && allowed.includes(`type:${target}`));
    });
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('has no circle of imports, type-only imports included', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('starts the other doors lazily, and only from the command line', () => {
    const eager = imports.filter(
      ({ from, to, lazy }) => DOORS.includes(roomOf(to)) && roomOf(from) !== roomOf(to) && !lazy,
    );
    expect(eager.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('reads the environment only in config/load.ts, except the variables for proxies', () => {
    const readers = files.filter((file) => /process\.env(?!\.\w+ = )/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(readers).toEqual(['src/net/proxy.ts', 'config/load.ts']);
  });

  it('loads onnxruntime in one place, which silences it first', () => {
    const loaders = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("'onnxruntime-node'"));
    expect(loaders).toEqual(['src/model/run/onnxruntime.ts']);
  });

  it('has SQL only in the catalog', () => {
    const speakers = files.filter(
      (file) =>
        roomOf(file) !== 'catalog' &&
        /\.prepare\(|\bpragma\(|better-sqlite3/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(speakers).toEqual([]);
  });

  it(`has at most ${MAX_FILES_IN_A_FOLDER} source files in a folder, tests included`, () => {
    const folders = groupBy([...files, ...typeScriptFiles('test')], (file) => posix.dirname(file));
    const crowded = [...folders].filter(([, inside]) => inside.length > MAX_FILES_IN_A_FOLDER);
    expect(crowded.map(([folder, inside]) => `${folder}: ${inside.length} files`)).toEqual([]);
  });

  it(`has at most ${MAX_LINES_IN_A_FILE} lines in a file, tests included`, () => {
    const lines = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1;
    const long = [...files, ...typeScriptFiles('test')].filter((file) => lines(file) > MAX_LINES_IN_A_FILE);
    expect(long.map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
  });
});
