import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliEnvironment, runCli, startCli } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_SIGNALS } from '../support/platform/capabilities.ts';
import { eventually } from '../support/watching.ts';

it.runIf(HAS_SIGNALS)('picsift watch: prints a line per run, is shown in status, ends cleanly', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(folder, { 'red.jpg': 'red' });
  const env = cliEnvironment(home);
  await drawPhotos(env.PICSIFT_CONFIG_DIR!, { 'placeholder.png': 'red' });
  const config = { folders: [folder], model: 'pocket', schedule: '0 3 * * *' };
  writeFileSync(join(env.PICSIFT_CONFIG_DIR!, 'config.json'), JSON.stringify(config));

  const watching = startCli(['watch'], { env });
  let stderr = '';
  watching.process.stderr!.on('data', (text: string) => {
    stderr += text;
  });
  await eventually(() =>
    expect(stderr).toMatch(/1 added, 0 changed, 0 moved, 0 removed, 0 failed, 0 photos unchanged/),
  );
  expect(stderr).toContain(`${folder}: watching`);

  const json = JSON.parse((await runCli(['status', '--json'], { env })).stdout) as { watchers: object[] };
  const { pid } = watching.process;
  expect(json.watchers).toMatchObject([{ folder, state: 'watching', pid, schedule: '0 3 * * *' }]);
  const { stdout } = await runCli(['status'], { env });
  expect(stdout).toMatch(
    new RegExp(`Watched +${folder} +watched by process ${pid} since .*, next full scan at .* 03:00`),
  );

  watching.process.kill('SIGINT');
  expect(await watching.done).toMatchObject({ code: 0, signal: null, stdout: '' });
  expect((await runCli(['status'], { env })).stdout).not.toContain('Watched');
});

it('picsift watch without a folder says how to name one', async () => {
  const { code, stderr } = await runCli(['watch']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/Name a folder to watch/);
});
