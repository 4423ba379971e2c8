import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ModelDirectoryContents,
  readModelDirectory,
  readSafetensors,
  writeModelDirectory,
  writeSafetensors,
} from './index.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-'));
  path = join(folder, 'student');
});
afterEach(() => rmSync(folder, { recursive: true }));

const contents: ModelDirectoryContents = {
  config: { model_type: 'gpt2', n_layer: 2 },
  tensors: new Map([['wte.weight', { shape: [1, 2], data: Float32Array.of(0.5, -1) }]]),
  tokenizer: { 'tokenizer.json': '{"a":1}\n', 'tokenizer_config.json': '{}\n' },
  generationConfig: { eos_token_id: 0 },
  extraFiles: { LICENSE: 'MIT\n' },
};

test('a directory in the standard layout, read back as it was written', () => {
  writeModelDirectory(path, contents);
  expect(readdirSync(folder)).toEqual(['student']);
  expect(readdirSync(path).sort()).toEqual([
    'LICENSE',
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const model = readModelDirectory(path);
  expect(model.config).toEqual(contents.config);
  expect(model.generationConfig).toEqual({ eos_token_id: 0 });
  expect(readSafetensors(join(path, 'model.safetensors')).metadata).toEqual({ format: 'pt' });
  expect(model.tensors.tensor('wte.weight')).toEqual(Float32Array.of(0.5, -1));
  expect(model.tokenizerFiles()['tokenizer.json']).toBe('{"a":1}\n');
  expect(model.tokenizerFiles()).toEqual(contents.tokenizer);
});

test('writing again replaces the directory whole; a failure leaves the old one', () => {
  writeModelDirectory(path, contents);
  const { generationConfig: _, extraFiles: __, ...fewer } = contents;
  writeModelDirectory(path, fewer);
  expect(readdirSync(path)).not.toContain('LICENSE');
  expect(readModelDirectory(path).generationConfig).toBeNull();

  const wrong = new Map([['wte.weight', { shape: [3], data: new Float32Array(2) }]]);
  expect(() => writeModelDirectory(path, { ...contents, tensors: wrong })).toThrow('has 2 elements');
  expect(readModelDirectory(path).tensors.tensor('wte.weight')).toEqual(Float32Array.of(0.5, -1));
});

test('a file name that leads elsewhere is refused', () => {
  const extraFiles = { '../outside': 'x' };
  expect(() => writeModelDirectory(path, { ...contents, extraFiles })).toThrow('not a plain file name');
});

test.each(['config.json', 'model.safetensors', 'tokenizer.json'])('%s missing is named', (name) => {
  writeModelDirectory(path, contents);
  rmSync(join(path, name));
  expect(() => readModelDirectory(path)).toThrow(
    expect.objectContaining({
      code: 'model-directory-incomplete',
      message: expect.stringContaining(`has no ${name}`),
    }),
  );
});

test('weights in another format, no directory, and a configuration that is no object', () => {
  writeModelDirectory(path, contents);
  rmSync(join(path, 'model.safetensors'));
  writeFileSync(join(path, 'pytorch_model.bin'), '');
  expect(() => readModelDirectory(path)).toThrow('It has pytorch_model.bin: only safetensors are read');
  expect(() => readModelDirectory(join(folder, 'none'))).toThrow(
    'none does not exist: expected a model directory',
  );
  expect(() => readModelDirectory(join(path, 'LICENSE'))).toThrow('LICENSE is a file');

  writeModelDirectory(path, contents);
  writeFileSync(join(path, 'config.json'), '[1]');
  expect(() => readModelDirectory(path)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  writeFileSync(join(path, 'config.json'), '{"model_type": ');
  expect(() => readModelDirectory(path)).toThrow(/config.json: expected a JSON object, found .*JSON/);
  rmSync(join(path, 'config.json'));
  mkdirSync(join(path, 'config.json'));
  expect(() => readModelDirectory(path)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
});

/** The directory with its weights in two files, and an index that says so. */
function shard(weightMap: unknown): void {
  writeModelDirectory(path, contents);
  rmSync(join(path, 'model.safetensors'));
  const tensor = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
  writeSafetensors(join(path, 'model-00001-of-00002.safetensors'), new Map([['a', tensor(1)]]));
  writeSafetensors(join(path, 'model-00002-of-00002.safetensors'), new Map([['b', tensor(2)]]));
  writeFileSync(join(path, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
}
const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];

test('weights in several files are read as one', () => {
  shard({ a: one, b: two });
  const { tensors } = readModelDirectory(path);
  expect([...tensors.shapes]).toEqual([
    ['a', [1]],
    ['b', [1]],
  ]);
  expect([...tensors.tensor('a'), ...tensors.tensor('b')]).toEqual([1, 2]);
  expect(() => tensors.tensor('c')).toThrow(expect.objectContaining({ code: 'tensor-missing' }));
});

test.each<[string, unknown, string, RegExp]>([
  ['a file elsewhere', { a: '../../etc/passwd.safetensors' }, 'weights-index-invalid', /plain names/],
  ['an absolute path', { a: '/etc/x.safetensors' }, 'weights-index-invalid', /plain names/],
  ['no safetensors', { a: 'model.bin' }, 'weights-index-invalid', /plain names/],
  ['a file that is not there', { a: 'none.safetensors' }, 'file-unreadable', /none.safetensors/],
  ['a list', [one], 'weights-index-invalid', /weight_map/],
  ['no map', undefined, 'weights-index-invalid', /weight_map/],
  [
    'thousands of files',
    Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`t${i}`, `s${i}.safetensors`])),
    'weights-index-invalid',
    /at most 1000/,
  ],
])('an index with %s is refused', (_name, weightMap, code, message) => {
  shard(weightMap);
  expect(() => readModelDirectory(path)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test('whose model it is, from its card and licence', () => {
  writeModelDirectory(path, {
    ...contents,
    extraFiles: {
      'README.md': '---\nbase_model:\n  - "org/base"\nlicense: apache-2.0\n---\n# x\n',
      LICENSE: 'text',
    },
  });
  expect(readModelDirectory(path).origin).toEqual({
    name: 'org/base',
    licence: 'apache-2.0',
    licenceText: 'text',
  });
  writeModelDirectory(path, {
    ...contents,
    config: { ...contents.config, _name_or_path: 'gpt2' },
    extraFiles: {},
  });
  expect(readModelDirectory(path).origin).toEqual({ name: 'gpt2', licence: null, licenceText: null });
});

describe('files that no published model has', () => {
  const deep = `{"model_type":${'['.repeat(1e5)}${']'.repeat(1e5)}}`;
  const wide = `{"x":[${'{},'.repeat(1e6)}0]}`;
  test.each<[string, string, number | string, string, RegExp]>([
    ['a config.json of 5 MB', 'config.json', 5e6, 'file-too-large', /at most 4194304 bytes, found 5000000/],
    ['a deep config.json', 'config.json', deep, 'config-invalid', /nested at most 64 deep, found a depth of/],
    ['a generation_config.json of 1 TB', 'generation_config.json', 1e12, 'file-too-large', /4194304/],
    ['a tokenizer.json of 34 MB', 'tokenizer.json', 34e6, 'file-too-large', /at most 33554432 bytes/],
    ['a tokenizer_config.json of 5 MB', 'tokenizer_config.json', 5e6, 'file-too-large', /4194304/],
    ['an index of 5 MB', 'model.safetensors.index.json', 5e6, 'file-too-large', /4194304/],
    ['a deep index', 'model.safetensors.index.json', deep, 'weights-index-invalid', /64 deep/],
  ])('%s is refused by name', (_name, file, content, code, message) => {
    writeModelDirectory(path, contents);
    if (file.startsWith('model.')) rmSync(join(path, 'model.safetensors'));
    writeFileSync(join(path, file), typeof content === 'string' ? content : '');
    if (typeof content === 'number') truncateSync(join(path, file), content); // a file with a hole, which takes no space
    expect(() => readModelDirectory(path).tokenizerFiles()).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
    expect(() => readModelDirectory(path).tokenizerFiles()).toThrow(join(path, file));
  });

  test('the largest config.json of empty objects is parsed; of a long card only the first MiB is read', () => {
    writeModelDirectory(path, contents);
    writeFileSync(join(path, 'config.json'), wide);
    writeFileSync(join(path, 'README.md'), '---\nlicense: mit\n---\n');
    truncateSync(join(path, 'README.md'), 1e12);
    writeFileSync(join(path, 'LICENSE'), 'x'.repeat(2 ** 20 + 1));
    const { origin } = readModelDirectory(path);
    expect(origin.licence).toBe('mit');
    expect(origin.licenceText).toHaveLength(2 ** 20);
  });
});
