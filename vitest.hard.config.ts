import { defineConfig } from 'vitest/config';

/** `npm run test:hard`: the promises in full, minutes each. `npm test` has a short form of every one. */
export default defineConfig({
  test: {
    include: ['test/hard/**/*.hard.ts'],
    globalSetup: './test/support/set-up.ts',
    reporters: ['default', './test/support/runner/closing-line.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    // They measure, and they load the machine: one after the other.
    fileParallelism: false,
  },
});
