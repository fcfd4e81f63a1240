/** The import rule (docs/architecture.md): imports run one way, doors never import each other. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/paths.ts';

const ROOT = packageRoot();

/** What each room may import beside itself. `type:` allows `import type` only. */
const MAY_IMPORT: Record<string, string[]> = {
  base: [],
  library: ['base', 'type:model', 'type:catalog'],
  model: ['base', 'type:library', 'type:catalog'],
  catalog: ['base', 'type:library', 'type:model'],
  derived: ['base', 'library', 'catalog'],
  indexing: ['base', 'library', 'model', 'catalog', 'derived'],
  search: ['base', 'library', 'model', 'catalog', 'derived'],
  tagging: ['base', 'library', 'catalog'],
  engine: ['base', 'library', 'model', 'catalog', 'derived', 'indexing', 'search', 'tagging'],
  config: ['base', 'type:engine'],
  cli: ['base', 'library', 'model', 'search', 'tagging', 'engine', 'config', 'tools', 'bots', 'type:indexing'],
  tools: ['base', 'library', 'search', 'engine', 'type:indexing'],
  bots: ['base', 'library', 'engine', 'type:indexing', 'type:library'],
};

const BASE = [
  'src/errors.ts',
  'src/paths.ts',
  'src/child.ts',
  'src/sandbox.ts',
  'src/sandbox-child.ts',
  'src/safe-text.ts',
  'src/lru.ts',
];
const ENGINE = ['src/engine.ts', 'src/active-model.ts', 'src/doctor.ts', 'src/viewer.ts'];

function roomOf(file: string): string {
  if (BASE.includes(file)) return 'base';
  if (ENGINE.includes(file)) return 'engine';
  const [top, second] = file.split('/') as [string, string];
  return top === 'src' ? second : top;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statics = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'(\.[^']+)'/gm)];
  const lazies = [...text.matchAll(/await import\('(\.[^']+)'\)/g)];
  const to = (path: string) => relative(ROOT, join(ROOT, dirname(file), path));
  return [
    ...statics.map((match) => ({ from: file, to: to(match[2]!), typeOnly: match[1] !== undefined, lazy: false })),
    ...lazies.map((match) => ({ from: file, to: to(match[1]!), typeOnly: false, lazy: true })),
  ];
}

const files = ['src', 'config', 'tools', 'bots'].flatMap(sources);
const imports = files.flatMap(importsOf);

describe('architecture', () => {
  it('sees the imports', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(MAY_IMPORT)));
  });

  it('lets imports run one way only', () => {
    const broken = imports.filter(({ from, to, typeOnly }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      const allowed = MAY_IMPORT[room]!;
      return room !== target && !allowed.includes(target) && !(typeOnly && allowed.includes(`type:${target}`));
    });
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('starts the other doors lazily, and only from the command line', () => {
    const eager = imports.filter(
      ({ from, to, lazy }) => ['tools', 'bots'].includes(roomOf(to)) && roomOf(from) === 'cli' && !lazy,
    );
    expect(eager.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('reads the environment in config/load.ts alone', () => {
    const readers = files.filter((file) => /process\.env(?!\.\w+ = )/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(readers).toEqual(['config/load.ts']);
  });

  it('loads onnxruntime in one place, which silences it first', () => {
    const loaders = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("'onnxruntime-node'"));
    expect(loaders).toEqual(['src/model/onnxruntime.ts']);
  });

  it('has SQL in the catalog alone', () => {
    const speakers = files.filter(
      (file) =>
        roomOf(file) !== 'catalog' &&
        /\.prepare\(|\bpragma\(|better-sqlite3/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(speakers).toEqual([]);
  });

  it('keeps every file to about one idea', () => {
    const long = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 350);
    expect(long).toEqual([]);
  });
});
