import { expect, it } from 'vitest';
import { exhaustedNotice } from '../../../src/indexing/watch/held-folder.ts';

it('names the setting to raise on systems that have one', () => {
  expect(exhaustedNotice('max_user_watches', true)).toMatch(/\(fs\.inotify\.max_user_watches\).* raise it with sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).not.toMatch(/inotify|sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).toMatch(/allow picsift more open files/);
});
