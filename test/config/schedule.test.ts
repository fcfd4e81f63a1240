import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { MAIN } from '../support/cli.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_SHELL } from '../support/platform/capabilities.ts';

const FOLDER = join(packageRoot(), 'config', 'schedule');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describe('schedule samples', () => {
  it.runIf(HAS_SHELL)('have a crontab line whose command works', async () => {
    const line = read('crontab')
      .split('\n')
      .find((each) => /^[\d*]/.test(each))!;
    const [, time, command] = /^((?:[\d*/,-]+ ){5})(.+)$/.exec(line)!;
    expect(time).toBe('0 3 * * * ');
    const { home, env, folder } = await indexedLibrary();
    mkdirSync(env.PICSIFT_CONFIG_DIR!);
    writeFileSync(join(env.PICSIFT_CONFIG_DIR!, 'config.json'), JSON.stringify({ folders: [folder] }));
    writeFileSync(join(home, 'picsift'), `#!/bin/sh\nexec "${process.execPath}" -- "${MAIN}" "$@"\n`);
    chmodSync(join(home, 'picsift'), 0o755);
    const options = { env: { ...env, PATH: `${home}:/usr/bin:/bin` }, encoding: 'utf8' } as const;
    const result = spawnSync('sh', ['-c', command!], options);
    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('have a service and a timer that belong together', () => {
    expect(read('picsift-index.service')).toContain('ExecStart=/usr/bin/env picsift index --quiet');
    expect(read('picsift-index.timer')).toContain('OnCalendar=*-*-* 03:00:00');
  });

  it('are valid for systemd, when it is available', () => {
    const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
    if (!hasSystemd) return expect(read('picsift-index.timer')).toContain('[Install]');
    const units = join(temporaryFolder(), 'units');
    cpSync(FOLDER, units, { recursive: true });
    cpSync(join(packageRoot(), 'config', 'discord'), units, { recursive: true });
    const names = ['picsift-index.service', 'picsift-index.timer', 'picsift-discord.service'];
    const files = names.map((name) => join(units, name));
    execFileSync('systemd-analyze', ['verify', ...files]);
  });
});
