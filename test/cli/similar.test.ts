import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';

describe('picsift similar', () => {
  it('finds photos similar to a file, and similar to one of its results', async () => {
    const { env, folder, here } = await indexedLibrary();
    copyFileSync(join(folder, 'blue.png'), join(folder, 'given.png'));
    const like = await runHere(['similar', 'given.png', '--json', '--quiet', '--all'], { env, cwd: folder });
    expect(like.stderr).not.toContain('picsift:');
    const answer = JSON.parse(like.stdout) as { query: string; results: { id: string; path: string; score: number }[] };
    expect(answer.query).toBe('file:given.png');
    expect(answer.results.map(({ path }) => path)).toEqual(
      ['blue.png', 'given.png', 'green.webp', 'red.jpg', 'more/yellow.tiff'].map((name) => join(folder, name)),
    );
    expect(answer.results[0]!.score).toBeCloseTo(1, 5);
    const again = await here('similar', answer.results[2]!.id, '-n', '-f', '-q', '-t', '1', '--in', folder);
    expect(again).toMatchObject({ code: 0, stdout: `${join(folder, 'green.webp')}\n`, stderr: '' });
  });
});
