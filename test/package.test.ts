/** What is published: the package for npm, and its entry in the MCP registry (`server.json`). */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OTHER_VARIABLES, SETTING_VARIABLES } from '../config/schema.ts';
import { packageRoot } from '../src/base/paths.ts';
import { cliEnvironment, runCli } from './support/cli.ts';
import { drawPhotos, temporaryFolder } from './support/photos/drawings.ts';

interface Argument {
  readonly type: string;
  readonly value?: string;
  readonly valueHint?: string;
}

interface Variable {
  readonly name: string;
  readonly isSecret?: boolean;
  /** Fixed: the host asks nobody. */
  readonly value?: string;
}

interface ServerEntry {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly packages: readonly {
    readonly identifier: string;
    readonly version: string;
    readonly packageArguments: readonly Argument[];
    readonly environmentVariables: readonly Variable[];
  }[];
}

const read = (file: string) => JSON.parse(readFileSync(join(packageRoot(), file), 'utf8'));

describe('server.json', () => {
  const entry = read('server.json') as ServerEntry;
  const { name, mcpName, version } = read('package.json') as Record<string, string>;
  const [npm] = entry.packages;

  it('speaks of this package and this version', () => {
    expect(entry).toMatchObject({ name: mcpName, version, packages: [{ identifier: name, version }] });
  });

  it('keeps to the limits of the registry', () => {
    expect(entry.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(entry.description.length).toBeLessThanOrEqual(100);
    // A positional argument without a value needs a hint, which the host asks the user by.
    for (const argument of npm!.packageArguments) expect(argument.value ?? argument.valueHint).toBeDefined();
  });

  it('gives hosts a command line that starts the server', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'Pictures');
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const args = npm!.packageArguments.map(({ value }) => value ?? folder);
    // Its standard input is empty: the conversation is over at once.
    expect(await runCli(args, { env: cliEnvironment(home) })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('sets what an installation needs that no .npmrc of ours reaches', () => {
    expect(npm!.environmentVariables).toContainEqual(
      expect.objectContaining({ name: 'ONNXRUNTIME_NODE_INSTALL', value: 'skip' }),
    );
  });

  it('declares variables that exist, and which of them are secret', () => {
    const known = { ...SETTING_VARIABLES, ...OTHER_VARIABLES };
    const asked = npm!.environmentVariables.filter(({ value }) => value === undefined);
    for (const { name, isSecret } of asked) {
      expect(known).toHaveProperty(name);
      expect(isSecret ?? false, name).toBe(/TOKEN/.test(name));
    }
  });
});

describe('the npm package', () => {
  /** Everything that may be in it. */
  const ALLOWED = [
    /^dist\/(?:src|chunks)\/[\w/.-]+\.js(?:\.map)?$/,
    /^dist\/vendor\/[\w.-]+\.js$/,
    /^dist\/src\/index\.d\.ts$/,
    /^dist\/THIRD-PARTY-LICENSES\.txt$/,
    /^dist\/src\/derived\/matrix\/kernel\.wasm$/,
    /^config\/models\/[\w.-]+\.json$/,
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
    'dist/src/indexing/run/indexing-process.js',
    'config/models/pocket.json',
    'models/pocket/onnx/text_model.onnx',
    'models/pocket/onnx/vision_model.onnx',
    'models/pocket/tokenizer.json',
  ];

  it('holds what it needs and nothing else', () => {
    const [tarball] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
        cwd: packageRoot(),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as [{ size: number; files: { path: string }[] }];
    const files = tarball.files.map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(NEEDED));
    expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
    // Most of it is the built-in model.
    expect(tarball.size).toBeLessThan(8_000_000);
  });
});
