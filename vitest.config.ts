import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks', // onnxruntime-node aborts the process when a worker thread ends during a run
    maxWorkers: 2,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
