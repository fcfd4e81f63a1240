/** `picsift roots`, `doctor`, `export` and `status`: maintenance of the index. */

import {
  closeSync,
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
import { inCatalog, storedVectors, untilStored } from '../support/catalogs/catalog-file.ts';
import { cliEnvironment, runCli, startCli } from '../support/cli.ts';
import { drawMany, drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { PRIVATE } from '../support/platform/capabilities.ts';

async function library() {
  const home = temporaryFolder();
  const env = { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' };
  const folder = join(temporaryFolder(), 'photos');
  await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue', 'sub/green.jpg': 'green' });
  const file = join(home, 'data', 'catalog.sqlite');
  return { env, home, folder, file, picsift: (...args: string[]) => runCli(args, { env }) };
}

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly { check: string; level: string; found: string; fix: string | null }[];
}

describe('picsift roots', () => {
  it('adds, lists and removes', async () => {
    const { folder, picsift } = await library();
    expect(await picsift('roots', 'add', folder, '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await picsift('roots', 'list')).stdout).toBe(`${folder}  3 photos\n`);
    expect(JSON.parse((await picsift('roots', 'list', '--json')).stdout)).toEqual({
      roots: [{ path: folder, state: 'online', reason: null, photos: 3, offline: 0, heldBack: 0 }],
    });
    const removed = await picsift('roots', 'remove', folder);
    expect(removed).toMatchObject({ code: 0, stdout: '' });
    expect(removed.stderr).toContain('3 photos');
    expect(await picsift('red', '--in', folder, '-n')).toMatchObject({ code: 1, stdout: '' });
    expect(await picsift('roots', 'remove', folder)).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'sub/green.jpg'))).toBe(true);
  });
});

describe('an unplugged drive', () => {
  it('does not fail a scheduled run, is shown by status, and is searched on request', async () => {
    const { home, folder, picsift } = await library();
    const other = temporaryFolder();
    await drawPhotos(other, { 'white.jpg': 'white' });
    mkdirSync(join(home, 'config'));
    writeFileSync(join(home, 'config', 'config.json'), JSON.stringify({ folders: [folder, other] }));
    await picsift('index');
    renameSync(folder, `${folder}.away`);
    await drawPhotos(other, { 'black.jpg': 'black' });

    expect(await picsift('index', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const explicit = await picsift('index', folder);
    expect(explicit.code).toBe(2);
    expect(explicit.stderr).toContain('plug the drive in');
    expect((await picsift('status')).stdout).toContain(`${folder}  3 photos  (offline: it is missing)`);

    expect(await picsift('red', '--in', folder)).toMatchObject({ code: 2, stdout: '' });
    const parent = join(folder, '..');
    const without = await picsift('red', '--in', parent, '-n');
    expect(without.stdout).toBe('');
    expect(without.stderr).toContain('3 photos');
    const found = await picsift('red', '--in', folder, '--include-offline', '-t', '1');
    expect(found).toMatchObject({ code: 0 });
    expect(found.stdout).toMatch(/red\.jpg\t\(by name\)\t\(offline\)\n$/);
    const json = JSON.parse((await picsift('red', '--in', folder, '-n', '--include-offline', '--json')).stdout);
    expect(json.results[0]).toMatchObject({ path: join(folder, 'red.jpg'), offline: true });

    renameSync(`${folder}.away`, folder);
    const back = JSON.parse((await picsift('index', '--json', '--quiet')).stdout);
    expect(back).toMatchObject({ kept: 5, embedded: 0 });
  });

  // Only root can become another user.
  it.runIf(process.geteuid?.() === 0)('may be a folder that is no longer readable', async () => {
    const home = temporaryFolder();
    const folder = join(temporaryFolder(), 'photos');
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const { chmodSync, chownSync } = await import('node:fs');
    for (const each of [home, join(folder, '..')]) chmodSync(each, 0o777);
    const options = { env: { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' }, cwd: '/', uid: 65_534 };
    expect(await runCli(['index', folder], options)).toMatchObject({ code: 0 });
    chownSync(folder, 0, 0);
    chmodSync(folder, 0o700);
    const denied = await runCli(['index', folder], options);
    expect(denied.code).toBe(3);
    expect((await runCli(['roots', 'list'], options)).stdout).toContain('(offline: it may not be read)');
    chmodSync(folder, 0o755);
    const back = await runCli(['index', folder, '--json', '-q'], options);
    expect(JSON.parse(back.stdout)).toMatchObject({ kept: 1, embedded: 0 });
  });
});

describe('a sudden loss', () => {
  it('is reported by index, shown by status, and accepted on request', async () => {
    const { folder, picsift } = await library();
    await drawMany(join(folder, 'many'), 60);
    await picsift('index', folder);
    rmSync(join(folder, 'many'), { recursive: true });
    const reported = await picsift('index', folder, '--json');
    expect(reported.stderr).toContain('--accept-removals');
    expect(JSON.parse(reported.stdout)).toMatchObject({ removed: 0, heldBack: 60 });
    expect((await picsift('status')).stdout).toContain('60 photos held back');
    const accepted = await picsift('index', folder, '--accept-removals', '--json', '--quiet');
    expect(JSON.parse(accepted.stdout)).toMatchObject({ removed: 60 });
  });
});

describe('picsift doctor', () => {
  it('reports as JSON', async () => {
    const { picsift } = await library();
    const { code, stdout } = await picsift('doctor', '--json');
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

  it('promise 10: finds a byte that was flipped in a stored vector, and embeds that photo again', async () => {
    const { env, folder, file, picsift } = await library();
    await picsift('index', folder);
    const before = await picsift('red', '--in', folder, '-n');
    flipByteOfVector(file);
    const found = await picsift('doctor');
    expect(found.code).toBe(3);
    expect(found.stdout).toMatch(/^problem +vectors +1 differ/m);
    const repaired = await picsift('doctor', '--repair', '--json');
    expect(repaired.code).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({ healthy: true });
    expect(await runCli(['red', '--in', folder, '-n'], { env })).toMatchObject({ stdout: before.stdout });
  });
});

describe('picsift export', () => {
  it('copies the index while it is being written; the copy can replace a damaged one', async () => {
    const { env, folder, file, picsift } = await library();
    await drawMany(join(folder, 'many'), 200);
    await picsift('index', join(folder, 'sub'));
    const copy = join(temporaryFolder(), 'copy.sqlite');
    const indexing = startCli(['index', folder], { env });
    await untilStored(file, 20);
    expect(await picsift('export', copy)).toMatchObject({ code: 0, stdout: '' });
    expect(await indexing.done).toMatchObject({ code: 0 });
    expect(statSync(copy).mode & 0o777).toBe(PRIVATE.file);
    const { integrity, photos } = inCatalog(copy, (exported) => ({
      integrity: exported.pragma('integrity_check', { simple: true }),
      photos: exported.prepare('SELECT count(*) FROM photo').pluck().get() as number,
    }));
    expect(integrity).toBe('ok');
    expect(photos).toBeGreaterThanOrEqual(20);
    expect(storedVectors(copy)).toBe(photos);

    const refused = await picsift('export', copy);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('already exists');

    writeFileSync(file, 'rubbish '.repeat(10_000));
    const damaged = await picsift('red', '--in', folder);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toContain('picsift export');
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    writeFileSync(file, readFileSync(copy));
    const restored = JSON.parse((await picsift('index', folder, '--json', '-q')).stdout);
    expect(restored).toMatchObject({ kept: photos, embedded: 203 - photos });
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
