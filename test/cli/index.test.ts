/** `picsift index`, `status` and `model`, and the state after Ctrl-C and kill -9. */

import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '../../src/base/count.ts';
import { deleteUnknown, inCatalog, storedVectors, untilStored } from '../support/catalogs/catalog-file.ts';
import { cliEnvironment, MAIN, type RunningCli, runCli, startCli, startProgram } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexHere } from '../support/engine-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawMany, drawPhotos, sharedFolder, temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { processTree, untilDead } from '../support/platform/processes.ts';
import { engineOptions } from '../support/test-engine.ts';

/** Enough distinct photos to interrupt a run in the middle. */
const MANY = 200;

const catalogOf = (env: Record<string, string>) => join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite');

describe('picsift index', () => {
  it('prints its summary as JSON', async () => {
    const env = cliEnvironment(temporaryFolder());
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue' });
    writeFileSync(join(folder, 'broken.jpg'), 'rubbish');
    const { code, stdout, stderr } = await runCli(['index', folder, '--json', '--quiet', '--model', 'pocket'], { env });
    expect(code).toBe(0);
    // --quiet does not hide problems.
    expect(stderr).toMatch(/^One file could not be read:\n.*broken\.jpg: [^\n]+\n$/);
    const summary = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(summary)).toEqual([
      'added',
      'changed',
      'moved',
      'removed',
      'kept',
      'embedded',
      'failed',
      'seconds',
      'model',
    ]);
    expect(summary).toMatchObject({ added: 2, embedded: 2, failed: 1, model: 'pocket' });
  });

  it('indexes the other folders when one is missing, and reports it', async () => {
    const { folder, here } = await indexedLibrary();
    copyFileSync(join(folder, 'red.jpg'), join(folder, 'new.jpg'));
    const { code, stderr } = await here('index', join(folder, 'unplugged'), folder);
    expect(code).toBe(2);
    expect(stderr).toContain('plug the drive in');
    const status = JSON.parse((await here('status', '--json')).stdout) as Record<string, unknown>;
    expect(status).toMatchObject({
      model: 'pocket',
      roots: [{ path: folder, state: 'online', photos: 5 }],
      indexing: null,
    });
  });

  it('names the first files it could not read, and reports their number, however large', async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 120; i++) writeFileSync(join(folder, `${'long name '.repeat(15)}${i}.jpg`), `rubbish ${i}`);
    const { code, stderr } = await runHere(['index', folder]);
    expect(code).toBe(0);
    // More than the summary of a run contains.
    expect(stderr).toContain('120 files or folders could not be read');
    expect(stderr.match(/long name \d+\.jpg: the file is not a picture of a known format$/gm)).toHaveLength(10);
    expect(stderr).toContain('and 110 more');
    expect([1, 2, 999, 2_500, 1_234_567].map((n) => count(n, 'photo'))).toEqual([
      '1 photo',
      '2 photos',
      '999 photos',
      '2,500 photos',
      '1,234,567 photos',
    ]);
  });

  // Only root can become another user, and only others are refused a higher priority.
  it.runIf(process.geteuid?.() === 0)('keeps a priority that is lower than its default', async () => {
    const { env, home, folder } = await indexedLibrary();
    copyFileSync(join(folder, 'red.jpg'), join(folder, 'new.jpg'));
    for (const each of [home, join(folder, '..')]) chmodSync(each, 0o777);
    for (const each of [env.PICSIFT_DATA_DIR!, catalogOf(env)]) chownSync(each, 65_534, 65_534);
    const options = { env, cwd: '/', uid: 65_534 };
    const args = ['-n', '19', process.execPath, '--', MAIN, 'index', folder, '--json', '-q'];
    const { code, stdout, stderr } = await startProgram('nice', args, options).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ added: 1 });
  });
});

describe('picsift status and model', () => {
  it('show the state of the index, for people', async () => {
    expect((await runHere(['status'])).stdout).toContain('none yet');
    const { folder, here } = await indexedLibrary();
    writeFileSync(join(folder, '.picsiftignore'), 'more/\n*.png\n');
    mkdirSync(join(folder, '@eaDir'));
    expect((await here('index', folder)).stderr).toContain('2 removed');
    const status = (await here('status')).stdout;
    for (const part of ['pocket', folder, '2 photos', 'completed']) expect(status).toContain(part);
    expect(status).toContain('passed over: 1 of the system or of another program, 2 ignored by .picsiftignore\n');
    const list = (await here('model', 'list')).stdout;
    for (const part of ['pocket', 'built in', 'clip-vit-b32', '(default)', 'datacomp-b32-256', 'clip-vit-l14-336']) {
      expect(list).toContain(part);
    }
    expect((await here('model', 'verify', 'pocket')).stdout).toContain('ok   onnx/vision_model.onnx');
  });

  it('switch the model and embed again', async () => {
    const { env, folder, here } = await indexedLibrary();
    const used = await runHere(['model', 'use', 'pocket'], { env: { ...env, PICSIFT_MODEL: 'clip-vit-b32' } });
    expect(used).toMatchObject({ code: 0 });
    expect(used.stderr).toContain('The model is now pocket');
    const refused = await here('red', '--in', folder, '--model', 'clip-vit-b32');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('picsift model use clip-vit-b32');
  });
});

interface Started {
  readonly env: Record<string, string>;
  readonly folder: string;
  readonly cli: RunningCli;
}

/** Finds the processes of the run through /proc. */
describe('an interrupted run', () => {
  const drawn = sharedFolder();
  beforeAll(() => drawMany(drawn, MANY));

  async function finishAndCheck({ env, folder }: Started, stored: number): Promise<void> {
    const left = deleteUnknown(folder, catalogOf(env));
    const summary = await indexHere(engineOptions({ dataDir: env.PICSIFT_DATA_DIR! }), [folder]);
    expect(summary).toMatchObject({ embedded: left, kept: stored });
    inCatalog(catalogOf(env), (catalog) => {
      expect(catalog.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(catalog.prepare('SELECT count(*) FROM photo').pluck().get()).toBe(stored + left);
    });
  }

  async function start(debug = ''): Promise<Started> {
    const env = { ...cliEnvironment(temporaryFolder()), PICSIFT_DEBUG: debug };
    const folder = temporaryFolder();
    cpSync(drawn, folder, { recursive: true });
    const cli = startCli(['index', folder, '--model', 'pocket'], { env });
    await untilStored(catalogOf(env), 8);
    return { env, folder, cli };
  }

  it.runIf(IS_LINUX)(
    'by Ctrl-C: finishes the batch, says how to continue, exits 130, and leaves no process',
    async () => {
      const run = await start();
      const { env, cli } = run;
      const processes = processTree(cli.process.pid!);
      // picsift, its indexing child, and the decoding child of that.
      expect(processes).toHaveLength(3);
      cli.process.kill('SIGINT');
      const { code, stderr } = await cli.done;
      expect(code).toBe(130);
      expect(stderr).toContain('run the same command again to continue');
      await untilDead(processes);
      const stored = storedVectors(catalogOf(env));
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBeLessThan(MANY);
      await finishAndCheck(run, stored);
    },
  );

  const lastOutcome = (env: Record<string, string>): unknown =>
    inCatalog(catalogOf(env), (catalog) =>
      catalog.prepare('SELECT outcome FROM run ORDER BY id DESC LIMIT 1').pluck().get(),
    );

  it.runIf(IS_LINUX)(
    'by kill -9 of the parent: the child notices, ends cleanly, and nothing is embedded twice',
    async () => {
      // With debug lines on: the child must not end because nobody reads them any more.
      const run = await start('all');
      const { env, cli } = run;
      const processes = processTree(cli.process.pid!);
      cli.process.kill('SIGKILL');
      expect(await cli.done).toMatchObject({ signal: 'SIGKILL' });
      await untilDead(processes);
      expect(lastOutcome(env)).toBe('interrupted');
      const stored = storedVectors(catalogOf(env));
      expect(stored).toBeLessThan(MANY);
      await finishAndCheck(run, stored);
    },
  );

  it.runIf(IS_LINUX)('by kill -9 of the indexing child: a clear error, and the next run continues', async () => {
    const run = await start();
    const { env, cli } = run;
    const [, indexer] = processTree(cli.process.pid!);
    process.kill(indexer!, 'SIGKILL');
    const { code, stderr } = await cli.done;
    expect(code).toBe(3);
    expect(stderr).toContain('run it again to continue');
    await finishAndCheck(run, storedVectors(catalogOf(env)));
  });
});
