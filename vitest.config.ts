import { defineConfig } from 'vitest/config';
import { SkippedTests } from './test/support/skipped-tests.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SkippedTests()],
    pool: 'forks', // onnxruntime-node aborts the process when a worker thread ends during a run
    maxWorkers: 2,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/support/fuzz-seed.ts'],
    silent: 'passed-only', // what a test that passes prints is no news
    slowTestThreshold: 60_000, // otherwise hundreds of tests that start a process are listed one by one
    testTimeout: 180_000, // processes start slowly on a busy machine
    hookTimeout: 180_000,
  },
});
