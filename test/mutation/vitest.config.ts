// The tests that mutations are run against: those beside the mutated code, and those of other folders that drive it without the engine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'threads',
    include: [
      'src/data/answer/**/*.test.ts',
      'src/data/calculator/**/*.test.ts',
      'src/teacher/**/*.test.ts',
      'src/evaluate/**/*.test.ts',
    ],
    // Thousands of random texts cover every line: each change would run them, and hours would pass.
    exclude: ['src/data/answer/robustness.test.ts'],
    testTimeout: 60_000,
  },
});
