// The tests against PyTorch, apart from the others because they need a Python: see test/parity/README.md.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 1, // PyTorch takes the cores meanwhile
    include: ['test/parity/**/*.parity.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
