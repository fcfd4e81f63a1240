import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two real processes a test (engine + indexing child) on two cores: more workers only wait for each other.
    maxWorkers: 2,
  },
});
