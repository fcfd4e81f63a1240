import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { HAS_SIGNALS } from '../support/platform/capabilities.ts';
import { eventually } from '../support/watching.ts';

it.runIf(HAS_SIGNALS)('picsift watch: prints a line per run, is shown in status, ends cleanly', async () => {
  const { env, folder, picsift } = await indexedLibrary();
  copyFileSync(join(folder, 'red.jpg'), join(folder, 'new.jpg'));
  mkdirSync(env.PICSIFT_CONFIG_DIR!);
  const config = { folders: [folder], model: 'pocket', schedule: '0 3 * * *' };
  writeFileSync(join(env.PICSIFT_CONFIG_DIR!, 'config.json'), JSON.stringify(config));

  const watching = startCli(['watch'], { env });
  let stderr = '';
  watching.process.stderr!.on('data', (text: string) => {
    stderr += text;
  });
  await eventually(() =>
    expect(stderr).toMatch(/1 added, 0 changed, 0 moved, 0 removed, 0 failed, 4 photos unchanged/),
  );
  expect(stderr).toContain(`${folder}: watching`);

  const json = JSON.parse((await picsift('status', '--json')).stdout) as { watchers: object[] };
  const { pid } = watching.process;
  expect(json.watchers).toMatchObject([{ folder, state: 'watching', pid, schedule: '0 3 * * *' }]);
  const { stdout } = await picsift('status');
  expect(stdout).toMatch(
    new RegExp(`Watched +${folder} +watched by process ${pid} since .*, next full scan at .* 03:00`),
  );

  watching.process.kill('SIGINT');
  expect(await watching.done).toMatchObject({ code: 0, signal: null, stdout: '' });
  expect((await picsift('status')).stdout).not.toContain('Watched');
});

it('picsift watch without a folder says how to name one', async () => {
  const { code, stderr } = await runCli(['watch']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/Name a folder to watch/);
});
