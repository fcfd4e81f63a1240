/** `picsift roots`, `doctor`, `export` and `status`: maintenance of the index. */

import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { deleteUnknown, inCatalog, storedVectors, untilStored } from '../support/catalogs/catalog-file.ts';
import { runCli, startCli } from '../support/cli.ts';
import { indexHere } from '../support/engine-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawMany, temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_SIGNALS, PRIVATE } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';

async function library() {
  const indexed = await indexedLibrary();
  return { ...indexed, file: join(indexed.home, 'data', 'catalog.sqlite') };
}

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly { check: string; level: string; found: string; fix: string | null }[];
}

describe('picsift roots', () => {
  it('adds, lists and removes', async () => {
    const { folder: known, here } = await library();
    const folder = join(temporaryFolder(), 'photos');
    cpSync(known, folder, { recursive: true });
    expect(await here('roots', 'add', folder, '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const both = [known, folder].sort();
    expect((await here('roots', 'list')).stdout).toBe(both.map((path) => `${path}  4 photos\n`).join(''));
    expect(JSON.parse((await here('roots', 'list', '--json')).stdout)).toEqual({
      roots: both.map((path) => ({
        path,
        state: 'online',
        reason: null,
        passedOver: {},
        photos: 4,
        offline: 0,
        heldBack: 0,
      })),
    });
    const removed = await here('roots', 'remove', folder);
    expect(removed).toMatchObject({ code: 0, stdout: '' });
    expect(removed.stderr).toContain('4 photos');
    expect(await here('red', '--in', folder, '-n')).toMatchObject({ code: 1, stdout: '' });
    expect(await here('roots', 'remove', folder)).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'more/yellow.tiff'))).toBe(true);
  });
});

describe('an unplugged drive', () => {
  it('does not fail a scheduled run, is shown by status, and is searched on request', async () => {
    const { home, folder, here } = await library();
    const other = temporaryFolder();
    copyFileSync(join(folder, 'red.jpg'), join(other, 'copy.jpg'));
    mkdirSync(join(home, 'config'));
    writeFileSync(join(home, 'config', 'config.json'), JSON.stringify({ folders: [folder, other] }));
    renameSync(folder, `${folder}.away`);

    expect(await here('index', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const explicit = await here('index', folder);
    expect(explicit.code).toBe(2);
    expect(explicit.stderr).toContain('plug the drive in');
    expect((await here('status')).stdout).toContain(`${folder}  4 photos  (offline: it is missing)`);

    expect(await here('red', '--in', folder)).toMatchObject({ code: 2, stdout: '' });
    const parent = join(folder, '..');
    const without = await here('red', '--in', parent, '-n');
    expect(without.stdout).toBe('');
    expect(without.stderr).toContain('4 photos');
    const found = await here('red', '--in', folder, '--include-offline', '-t', '1');
    expect(found).toMatchObject({ code: 0 });
    expect(found.stdout).toMatch(/red\.jpg\t\(in the name\)\t\(offline\)\n$/);
    const json = JSON.parse((await here('red', '--in', folder, '-n', '--include-offline', '--json')).stdout);
    expect(json.results[0]).toMatchObject({ path: join(folder, 'red.jpg'), offline: true });

    renameSync(`${folder}.away`, folder);
    const back = JSON.parse((await here('index', '--json', '--quiet')).stdout);
    expect(back).toMatchObject({ kept: 5, embedded: 0 });
  });

  // Only root can become another user.
  it.runIf(process.geteuid?.() === 0)('may be a folder that is no longer readable', async () => {
    const { env, home, folder, file } = await library();
    for (const each of [home, join(folder, '..')]) chmodSync(each, 0o777);
    for (const each of [join(home, 'data'), file]) chownSync(each, 65_534, 65_534);
    const options = { env, cwd: '/', uid: 65_534 };
    chmodSync(folder, 0o700);
    const denied = await runCli(['index', folder], options);
    expect(denied.code).toBe(3);
    expect((await runCli(['roots', 'list'], options)).stdout).toContain('(offline: it may not be read)');
    chmodSync(folder, 0o755);
    const back = await runCli(['index', folder, '--json', '-q'], options);
    expect(JSON.parse(back.stdout)).toMatchObject({ kept: 4, embedded: 0 });
  });
});

describe('a sudden loss', () => {
  it('is reported by index, shown by status, and accepted on request', async () => {
    const { folder, here } = await library();
    mkdirSync(join(folder, 'many'));
    for (let i = 0; i < 60; i++) copyFileSync(join(folder, 'red.jpg'), join(folder, 'many', `${i}.jpg`));
    await here('index', folder);
    rmSync(join(folder, 'many'), { recursive: true });
    const reported = await here('index', folder, '--json');
    expect(reported.stderr).toContain('--accept-removals');
    expect(JSON.parse(reported.stdout)).toMatchObject({ removed: 0, heldBack: 60 });
    expect((await here('status')).stdout).toContain('60 photos held back');
    const accepted = await here('index', folder, '--accept-removals', '--json', '--quiet');
    expect(JSON.parse(accepted.stdout)).toMatchObject({ removed: 60 });
  });
});

describe('picsift doctor', () => {
  it('reports as JSON', async () => {
    const { here } = await library();
    const { code, stdout } = await here('doctor', '--json');
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(report.healthy).toBe(true);
    expect(report.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'database',
        'vectors',
        'model',
        'run',
        'folders',
        'files',
        'unreadable',
        'watches',
        'space',
      ]),
    );
  });

  it('compares the bytes of all photos with --deep', async () => {
    const { here } = await library();
    const { code, stdout } = await here('doctor', '--deep');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +bytes +4 photos have the bytes that were indexed$/m);
  });

  it('promise 10: finds a byte that was flipped in a stored vector, and embeds that photo again', async () => {
    const { folder, file, here } = await library();
    const before = await here('red', '--in', folder, '-n');
    flipByteOfVector(file);
    const found = await here('doctor');
    expect(found.code).toBe(3);
    expect(found.stdout).toMatch(/^problem +vectors +1 vector differs/m);
    const repaired = await here('doctor', '--repair', '--json');
    expect(repaired.code).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({ healthy: true });
    expect(await here('red', '--in', folder, '-n')).toMatchObject({ stdout: before.stdout });
  });
});

describe('picsift export', () => {
  it('copies the index while it is being written; the copy can replace a damaged one', async () => {
    const { env, folder, file, here } = await library();
    const many = join(folder, 'many');
    await drawMany(many, 100);
    const copy = join(temporaryFolder(), 'copy.sqlite');
    const indexing = startCli(['index', folder], { env });
    await untilStored(file, 20);
    expect(await here('export', copy)).toMatchObject({ code: 0, stdout: '' });
    // The run has nothing more to show: it ends without an error, by this signal or because it is done.
    if (HAS_SIGNALS) indexing.process.kill('SIGINT');
    expect([EXIT.interrupted, EXIT.ok]).toContain((await indexing.done).code);
    expect(statSync(copy).mode & 0o777).toBe(PRIVATE.file);
    const { integrity, photos } = inCatalog(copy, (exported) => ({
      integrity: exported.pragma('integrity_check', { simple: true }),
      photos: exported.prepare('SELECT count(*) FROM photo').pluck().get() as number,
    }));
    expect(integrity).toBe('ok');
    expect(photos).toBeGreaterThanOrEqual(20);
    expect(storedVectors(copy)).toBe(photos);

    const refused = await here('export', copy);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('already exists');

    writeFileSync(file, 'rubbish '.repeat(10_000));
    const damaged = await here('red', '--in', folder);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toContain('picsift export');
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    writeFileSync(file, readFileSync(copy));
    const left = deleteUnknown(many, file);
    const restored = await indexHere(engineOptions({ dataDir: env.PICSIFT_DATA_DIR! }), [folder]);
    expect(restored).toMatchObject({ kept: photos, embedded: left });
  });
});

/** Flips the byte in the file itself, as a failing disk would. */
function flipByteOfVector(file: string): void {
  const select = 'SELECT data FROM vector LIMIT 1';
  const vector = inCatalog(file, (catalog) => catalog.prepare(select).pluck().get() as Buffer);
  const at = readFileSync(file).indexOf(vector.subarray(0, 64)) + 41;
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.of(vector[41]! ^ 0x10), 0, 1, at);
  closeSync(handle);
}
