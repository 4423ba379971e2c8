// The tests against PyTorch, apart from the others because they need a Python: see test/parity/README.md.
import { defineConfig } from 'vitest/config';
import { SkippedTests } from './test/support/skipped-tests.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SkippedTests()],
    pool: 'forks',
    maxWorkers: 1, // PyTorch takes the cores meanwhile
    include: ['test/parity/**/*.parity.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
