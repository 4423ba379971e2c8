import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsdown';

/** The source of every entry point that package.json exports: `src/answers.ts` of `./dist/answers.js`. */
function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    exports: Record<string, { default?: string }>;
  };
  return Object.values(exports).flatMap(({ default: built }) =>
    built === undefined ? [] : [built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')],
  );
}

export default defineConfig({
  entry: [...entryPoints(), 'src/cli/main.ts', 'src/**/*-child.ts', 'src/**/*-worker.ts'],
  unbundle: true, // child processes and worker threads are started from their own file beside the module that starts them
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: true,
  clean: true,
  fixedExtension: false,
});
