import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/support/set-up.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    // Tests wait for events. These only end a test that hangs, on the busiest machine too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each test starts real processes, and waits for them half of the time: on two cores three keep both busy.
    maxWorkers: 3,
  },
});
