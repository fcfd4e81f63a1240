import { expect, it } from 'vitest';
import { unwatchedLines, watcherLine } from '../../../src/cli/output/watcher-lines.ts';

const WATCHER = { folder: '/pics', state: 'watching', pid: 7, since: 0, schedule: null, nextRun: null } as const;

it('describes a watched folder in one line', () => {
  expect(watcherLine(WATCHER)).toMatch(/^\/pics {2}watched by process 7 since \d/);
  expect(watcherLine({ ...WATCHER, nextRun: 0 })).toMatch(/, next full scan at \d/);
  expect(unwatchedLines(WATCHER)).toEqual([]);
});

it('names folders that are not watched, with the reason, and shortens long paths', () => {
  const unwatched = [
    { reason: 'EACCES', total: 1_200, folders: ['/pics/a', '/pics/b'] },
    { reason: 'ENAMETOOLONG', total: 1, folders: [`/pics/${'long/'.repeat(900)}`] },
  ];
  const lines = unwatchedLines({ ...WATCHER, unwatched });
  expect(lines.slice(0, 5)).toEqual([
    '1,200 folders in it cannot be watched and are scanned every minute (no permission to read):',
    '  /pics/a',
    '  /pics/b',
    '  and 1,198 more',
    '1 folder in it cannot be watched and is scanned every minute (path too long):',
  ]);
  expect(lines[5]).toMatch(/^ {2}\/pics\/long\/.*….*long\/$/);
  expect(lines[5]!.length).toBeLessThan(210);
  expect(lines).toHaveLength(6);
});
