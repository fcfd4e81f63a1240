import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Each test starts real processes: on two cores, more of them at once would only wait for each other.
    maxWorkers: 2,
  },
});
