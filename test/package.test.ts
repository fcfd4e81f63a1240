/** The package for npm. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/paths.ts';
import { cliEnvironment } from './support/cli.ts';
import { packInto, programOf } from './support/pack.ts';
import { drawPhotos, sharedFolder } from './support/photos/drawings.ts';

describe('the npm package', () => {
  /** All files that the package may contain. */
  const ALLOWED = [
    /^dist\/(?:src|chunks)\/[\w/.-]+\.js(?:\.map)?$/,
    /^dist\/vendor\/[\w.-]+\.c?js$/,
    /^dist\/src\/index\.d\.ts$/,
    /^dist\/src\/frontend\/gallery\.html$/,
    /^dist\/src\/frontend\/page\/[\w/.-]+$/,
    /^dist\/THIRD-PARTY-LICENSES\.txt$/,
    /^dist\/src\/(derived\/matrix\/kernel|library\/decode\/formats\/jpeg\/kernel\/scan)\.wasm$/,
    /^config\/models\/(?:reading\/)?[\w.-]+\.json$/,
    /^config\/models\/phrases\/[\w-]+$/,
    /^config\/(?:places|words)\/[\w-]+\.(?:txt|md)$/,
    /^config\/schedule\/[\w.-]+$/,
    /^config\/discord\/[\w.-]+$/,
    /^config\/example\.json$/,
    /^models\/pocket\/(?!golden)[\w/.-]+$/,
    /^docs\/[\w-]+\.md$/,
    /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  ];

  const NEEDED = [
    'dist/src/cli/main.js',
    'dist/src/index.js',
    'dist/chunks/stdio.js',
    'dist/chunks/bot.js',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/src/derived/matrix/kernel.wasm',
    'dist/src/library/decode/formats/jpeg/kernel/scan.wasm',
    'dist/src/indexing/run/indexing-process.js',
    'dist/src/frontend/gallery.html',
    'dist/src/frontend/page/index.html',
    'config/words/concepts.txt',
    'config/models/pocket.json',
    'models/pocket/onnx/text_model.onnx',
    'models/pocket/onnx/vision_model.onnx',
    'models/pocket/tokenizer.json',
  ];

  const home = sharedFolder();
  let tarball: { size: number; filename: string; files: { path: string }[] };

  beforeAll(() => {
    execFileSync(process.execPath, [join(packageRoot(), 'packaging', 'types.mjs')], { stdio: 'ignore' });
    tarball = packInto(home);
  });

  it('contains what it needs and nothing else', () => {
    const files = tarball.files.map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(NEEDED));
    expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
    // Most of the size is the built-in model.
    expect(tarball.size).toBeLessThan(13_500_000);
  });

  it('runs the program of docs/library.md, and has types for it', async () => {
    const program = programOf('docs/library.md');
    const installed = join(home, 'node_modules', 'picsift');
    mkdirSync(installed, { recursive: true });
    // Relative names: some versions of tar on Windows read the part before a colon as a host.
    execFileSync('tar', ['-xzf', tarball.filename, '-C', 'node_modules/picsift', '--strip-components=1'], {
      cwd: home,
    });
    // Links the dependencies of the package, as npm would have installed them (test/hard/package.hard.ts really
    // installs).
    symlinkSync(join(packageRoot(), 'node_modules'), join(installed, 'node_modules'), 'junction');
    await drawPhotos(join(home, 'Pictures'), { 'red.jpg': 'red', 'blue.jpg': 'blue' });
    writeFileSync(join(home, 'program.mjs'), program);
    const output = execFileSync(process.execPath, [join(home, 'program.mjs')], {
      encoding: 'utf8',
      env: { ...cliEnvironment(home), USERPROFILE: home },
    });
    expect(output).toMatch(/^2 photos are new, 0 could not be read\.\n0\.\d+ strong \S+red\.jpg\n/);

    // Compiled as by a strict consumer, with one intentional mistake: it must be the only error. TypeScript's own types
    // are not checked.
    writeFileSync(
      join(home, 'program.mts'),
      `${program}\nawait engine.search({ query: 'red', folders: [], top: 'three' });\n`,
    );
    const tsc = join(packageRoot(), 'node_modules', 'typescript', 'bin', 'tsc');
    const types = join(packageRoot(), 'node_modules', '@types');
    const options = '--noEmit --strict --skipDefaultLibCheck --module nodenext --target es2023 --types node'.split(' ');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, '--typeRoots', types, 'program.mts'], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^program\.mts.*TS2322: Type 'string' is not assignable to type 'number'/),
    ]);
  });
});
