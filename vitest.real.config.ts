// The tests with a real model in llama.cpp, apart from the others because of its size: see test/real/README.md.
import { defineConfig } from 'vitest/config';
import { SkippedTests } from './test/support/skipped-tests.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SkippedTests()],
    pool: 'forks',
    maxWorkers: 1, // the model takes the cores meanwhile
    include: ['test/real/**/*.real.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
