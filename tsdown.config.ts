import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli/main.ts', 'src/**/*-child.ts', 'src/**/*-worker.ts'],
  unbundle: true, // child processes and worker threads are started from their own file beside the module that starts them
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: true,
  clean: true,
  fixedExtension: false,
});
