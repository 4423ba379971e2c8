import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { adapterBase } from './adapter-base.ts';

const commit = 'c'.repeat(40);
const cache = '/cache/models--org--model/snapshots';

test.each([
  [
    'a pair’s own base',
    'org/model',
    `${cache}/${commit}`,
    'runs/a/models/base',
    'run',
    resolve('runs/a/models/base'),
    null,
  ],
  ['a hub model', 'org/model', `${cache}/${commit}`, null, 'hub', 'org/model', commit],
  ['a revision of one', 'org/model@v1', `${cache}/${commit}`, null, 'hub', 'org/model', commit],
  [
    'a directory that could be a hub id',
    'org/model',
    'org/model',
    null,
    'directory',
    resolve('org/model'),
    null,
  ],
  ['a GGUF file', 'models/a.gguf', 'models/a.gguf', null, 'gguf', resolve('models/a.gguf'), null],
  [
    'one from the hub',
    'org/model:a.gguf',
    `${cache}/${commit}/a.gguf`,
    null,
    'gguf',
    `${cache}/${commit}/a.gguf`,
    null,
  ],
] as const)('%s', (_what, student, path, saved, kind, nameOrPath, revision) => {
  expect(adapterBase(student, path, saved)).toEqual({ kind, nameOrPath, revision });
});
