// The tests of one group of groups.mjs: scripts/mutate.mjs names them.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false, // the modules are loaded once, and a change is switched on inside them
    include: process.env.SOCRATIC_MUTATION_TESTS?.split(',') ?? [],
    setupFiles: ['test/support/fuzz-seed.ts'],
    // Thousands of random texts reach every line: each change would run them, and hours would pass.
    exclude: ['src/data/answer/robustness.test.ts'],
    testTimeout: 60_000,
  },
});
