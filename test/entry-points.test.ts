// The package's entry points load no more than they need.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entryFiles } from './layers.ts';
import { loadedModules, staticImports } from './loaded-modules.ts';

const source = join(import.meta.dirname, '../src');

test('reading answers loads a decimal library and nothing else', () => {
  const { files, packages } = loadedModules(join(source, 'answers.ts'));
  expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['decimal.js']);
  const folders = new Set(
    files.map((file) =>
      file
        .slice(source.length + 1)
        .split('/')
        .slice(0, -1)
        .join('/'),
    ),
  );
  expect([...folders].sort()).toEqual(['', 'data/answer', 'data/calculator']);
});

test.each(
  entryFiles,
)('%s loads ONNX Runtime, the store and the clients of providers only when they are used', (entry) => {
  const { packages } = loadedModules(join(source, entry));
  const late = /^(?:onnxruntime|lmdb|c12|@huggingface\/hub|@ai-sdk\/(?!provider$))/;
  expect(packages.filter((name) => late.test(name))).toEqual([]);
});

test('the entry points of package.json have sources', () => {
  expect(entryFiles).toContain('index.ts');
  expect(entryFiles).toContain('answers.ts');
  expect(entryFiles.filter((entry) => !existsSync(join(source, entry)))).toEqual([]);
});

test('only imports that load a module count', () => {
  const text = `
    import { a } from './a.ts';
    import { type B } from './b.ts';
    import type { C } from './c.ts';
    import './d.ts';
    export * from './e.ts';
    export type { F } from './f.ts';
    const g = await import('./g.ts');
    export const h = 1;
  `;
  expect(staticImports(text)).toEqual(['./a.ts', './b.ts', './d.ts', './e.ts']);
});
