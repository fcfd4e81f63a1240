import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/runner/longest-first.ts';

/** Each needs modules of its own: it mocks a module of Node.js, or decodes what picsift forbids sharp to decode. */
const ISOLATED = [
  'test/library/decode/perceptual-hash.test.ts',
  'test/library/files/windows-paths.test.ts',
  'test/reading/installed-models.test.ts',
  'test/reading/text-reader.test.ts',
  'test/tools/listed.test.ts',
];
const EVERY = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: './test/support/set-up.ts',
    reporters: ['default', './test/support/runner/closing-line.ts'],
    // Tests wait for events. These only end a test that hangs, on the busiest machine too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each test starts real processes and waits for them half of the time: four workers keep two cores busy.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      // The files of a worker share the modules that they import: loading these again for each takes a fifth of the time.
      {
        extends: true,
        test: {
          name: 'shared',
          include: EVERY,
          exclude: ISOLATED,
          isolate: false,
          setupFiles: './test/support/discord/load-first.ts',
        },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
    ],
  },
});
