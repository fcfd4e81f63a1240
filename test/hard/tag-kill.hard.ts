/** kill -9 during tagging: every file is complete, no ExifTool is left behind, and nothing is embedded again. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readMetadata } from '../../src/library/metadata/read-metadata.ts';
import { cliEnvironment, runCli, startCli } from '../support/cli.ts';
import { drawMany, temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { processTree, untilDead } from '../support/platform/processes.ts';

const KILLS = 20;

it.runIf(IS_LINUX)(`survives ${KILLS} kills`, { timeout: 300_000 }, async () => {
  const folder = temporaryFolder();
  await drawMany(folder, 12);
  const env = { ...cliEnvironment(temporaryFolder()), PICSIFT_MODEL: 'pocket' };
  await runCli(['index', folder, '--quiet'], { env });
  const names = readdirSync(folder);
  const pixels = () =>
    Promise.all(
      names.map((name) =>
        sharp(readFileSync(join(folder, name)))
          .raw()
          .toBuffer(),
      ),
    );
  const before = await pixels();
  for (let kill = 0; kill < KILLS; kill++) {
    const args = ['tag', 'red', '-n', '--add', `k${kill}`, '--write', '-t', '12', '--no-backup', '--in', folder];
    const { process: cli, done } = startCli(args, { env });
    // After the first line one photo is written, and eleven remain.
    await new Promise((resolve) => cli.stdout!.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
    const processes = cli.exitCode === null ? processTree(cli.pid!) : [];
    cli.kill('SIGKILL');
    await done;
    await untilDead(processes);
    expect(await pixels()).toEqual(before);
    const { stdout } = await runCli(['index', folder, '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, removed: 0, embedded: 0, failed: 0 });
  }
  const written = names.flatMap((name) => readMetadata(readFileSync(join(folder, name))).keywords);
  expect(written.length).toBeGreaterThanOrEqual(KILLS);
});
