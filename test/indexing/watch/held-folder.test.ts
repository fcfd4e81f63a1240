import { expect, it, onTestFinished } from 'vitest';
import { exhaustedNotice, HeldFolder } from '../../../src/indexing/watch/held-folder.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { eventually } from '../../support/watching.ts';

it('names the setting to raise on systems that have one', () => {
  expect(exhaustedNotice('max_user_watches', true)).toMatch(/\(fs\.inotify\.max_user_watches\).* raise it with sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).not.toMatch(/inotify|sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).toMatch(/allow picsift more open files/);
});

it('asks for a scan while a run has recorded an existing folder as missing: no event tells of its return', async () => {
  const folder = temporaryFolder();
  let [isRecordedMissing, hints] = [false, 0];
  const held = new HeldFolder(folder, {
    scan: { excludeDirs: [], includeHidden: false },
    pollAfterMs: () => Number.POSITIVE_INFINITY,
    lostAt: () => 0,
    isRecordedMissing: () => isRecordedMissing,
    onState: () => {},
    onHint: () => void hints++,
    onLost: () => {},
    onNotice: () => {},
  });
  onTestFinished(() => held.close());
  await held.start();
  // The one for the start of the watch.
  await eventually(() => expect(hints).toBe(1));
  await held.check();
  expect(hints).toBe(1);
  isRecordedMissing = true;
  await eventually(async () => {
    await held.check();
    expect(hints).toBe(2);
  });
});
