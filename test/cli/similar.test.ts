import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

describe('picsift similar', () => {
  it('finds photos similar to a file, and similar to one of its results', async () => {
    const env = cliEnvironment(temporaryFolder());
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue', 'given.png': '#1010f0' });
    const like = await runCli(['similar', 'given.png', '--json', '--quiet'], { env, cwd: folder });
    expect(like.stderr).not.toContain('picsift:');
    const answer = JSON.parse(like.stdout) as { query: string; results: { id: string; path: string; score: number }[] };
    expect(answer.query).toBe('file:given.png');
    expect(answer.results.map(({ path }) => path)).toEqual(
      ['given.png', 'blue.jpg', 'red.jpg'].map((name) => join(folder, name)),
    );
    expect(answer.results[0]!.score).toBeCloseTo(1, 5);
    const again = await runCli(['similar', answer.results[1]!.id, '-n', '-f', '-q', '-t', '1', '--in', folder], {
      env,
    });
    expect(again).toMatchObject({ code: 0, stdout: `${join(folder, 'blue.jpg')}\n`, stderr: '' });
  });
});
