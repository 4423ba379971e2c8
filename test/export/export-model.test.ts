// Exports of real runs: one model, a pair, a pair of adapters on one model; where files go, and what is refused.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Reporter, silentReporter } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import { pretrainedSettings, runFiles, tokenizerOf, trainRun } from '../../src/distill/index.ts';
import { configOf, loadModel, readAdapter, readModelFiles } from '../../src/engine/model/index.ts';
import { readGguf } from '../../src/engine/weights/index.ts';
import { type ExportModelOptions, exportModel } from '../../src/export/index.ts';
import { writePretrainedBase } from '../distill/pretrained-base.ts';
import { smallRun } from '../distill/small-run.ts';
import { mergedWeights } from '../engine/micro-model.ts';
import { knownProblems, trainKnown } from '../runs/trained-run.ts';
import { trainedRecord } from '../support/trained-record.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'export-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { train, validation } = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 6 });
const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation };
const optimizer = {
  ...pretrainedSettings,
  learningRate: 2e-2,
  validations: 2,
  lora: { rank: 4, alpha: 8, targets: [] },
};
const quiet = { reporter: silentReporter };

beforeAll(async () => {
  await trainKnown(at('pair'), { strategy: 'socratic', lengthOf: () => ({ maxSteps: 3 }) });
  writePretrainedBase(at('base'), train);
  const adapters = { dataset, student: at('base'), optimizer };
  await trainRun(smallRun({ ...adapters, strategy: 'socratic', out: at('adapters') }), quiet);
  await trainRun(smallRun({ ...adapters, strategy: 'cot', prompt: 'chat', out: at('chat') }), quiet);
});

const toGguf = (options: Partial<ExportModelOptions>) =>
  exportModel({ to: 'gguf', precision: 'f32', out: at('out'), ...options });
const metadataOf = (path: string) => readGguf(path).metadata;

test('a pair from random weights: two files with the weights of its models, and how each is prompted', async () => {
  const { files, precision } = await toGguf({ run: at('pair') });
  expect(precision).toBe('f32');
  expect(files.map(({ path, role }) => [path, role])).toEqual([
    [at('out/pair-qg-f32.gguf'), 'qg'],
    [at('out/pair-qa-f32.gguf'), 'qa'],
  ]);
  for (const { path, role, bytes, tensors, contextLength, warnings } of files) {
    const trained = loadModel(readModelFiles(runFiles.model(at('pair'), role ?? 'student')));
    const exported = loadModel(readModelFiles(path));
    expect(exported.weights).toEqual(trained.weights);
    expect({ ...exported.config }).toEqual({ ...trained.config });
    expect(bytes).toBe(readFileSync(path).length);
    expect(tensors).toEqual({ F32: trained.weights.size });
    expect([contextLength, warnings]).toEqual([192, []]);
    const tokenizer = tokenizerOf(readModelFiles(path));
    const ours = tokenizerOf(readModelFiles(runFiles.model(at('pair'), role ?? 'student')));
    for (const { question } of knownProblems)
      expect(tokenizer.encode(question)).toEqual(ours.encode(question));
  }
  const [qg, qa] = files.map(({ prompt }) => prompt);
  expect(qg).toEqual({ kind: 'plain', text: 'Problem: {problem}\n', stop: '<|endoftext|>' });
  expect(qa?.text).toBe('Problem: {problem}\nQuestion: {question}\nAnswer:');
  const metadata = metadataOf(at('out/pair-qa-f32.gguf'));
  expect(metadata.get('general.name')).toBe('pair-qa');
  expect(metadata.get('socratic.strategy')).toBe('socratic');
  expect(metadata.get('socratic.role')).toBe('qa');
  expect(metadata.get('socratic.prompt')).toBe(qa?.text);
});

test('a pair of adapters: each merged into the model that both are on', async () => {
  const { files } = await toGguf({ run: at('adapters') });
  expect(files.map(({ role }) => role)).toEqual(['qg', 'qa']);
  const base = loadModel(readModelFiles(runFiles.base(at('adapters'))));
  for (const { path, role } of files) {
    const adapter = readAdapter(runFiles.adapter(at('adapters'), role ?? 'student'), base.config);
    const merged = await mergedWeights(base.config, base.weights, adapter);
    const { weights } = loadModel(readModelFiles(path));
    for (const [name, expected] of merged) {
      const found = weights.get(name) as Float32Array;
      expect(Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? 0)))), name).toBeLessThan(
        1e-6,
      );
    }
    expect(weights.get('model.layers.0.mlp.up_proj.weight')).not.toEqual(
      base.weights.get('model.layers.0.mlp.up_proj.weight'),
    );
  }
});

test('a run in a chat template: the template, the licence of the base, the tokens that end a text', async () => {
  const { files } = await toGguf({ run: at('chat'), precision: 'q8_0', out: at('chat.gguf') });
  expect(files).toMatchObject([{ path: at('chat.gguf'), role: 'student', warnings: [] }]);
  expect(files[0]?.prompt).toEqual({
    kind: 'chat',
    text: '<|im_start|>user\nProblem: {problem}<|im_end|>\n<|im_start|>assistant\n',
    stop: '<|im_end|>',
  });
  const { origin, tokenizerFiles } = readModelFiles(at('chat.gguf'));
  expect(origin.licence).toBe('apache-2.0');
  expect(tokenizerFiles()['tokenizer_config.json']).toContain("message['role']");
  const trained = tokenizerOf(readModelFiles(runFiles.model(at('chat'), 'student')));
  expect(tokenizerOf(readModelFiles(at('chat.gguf'))).endOfTextIds).toEqual(trained.endOfTextIds);
});

test('a plain run of a model with a chat template says which of the two it was trained on', async () => {
  const warn = vi.fn<Reporter['warn']>();
  const { files } = await toGguf({
    run: at('adapters'),
    role: 'qg',
    out: at('plain.gguf'),
    reporter: { ...silentReporter, warn },
  });
  expect(files[0]?.warnings).toEqual([expect.stringMatching(/trained on plain prompts.*not with a chat/)]);
  expect(warn.mock.calls.flat().map(String)).toEqual(files[0]?.warnings);
});

test('a model by itself, and a GGUF file into another precision', async () => {
  const { files } = await toGguf({ model: at('base'), precision: 'f16' });
  expect(files).toMatchObject([
    { path: at('out/base-f16.gguf'), role: null, prompt: null, tensors: { F16: 8, F32: 3 } },
  ]);
  const again = await toGguf({ model: at('out/base-f16.gguf') });
  expect(again.files[0]?.path).toBe(at('out/base-f16-f32.gguf'));
  expect(configOf(readModelFiles(at('out/base-f16-f32.gguf')))).toEqual(
    configOf(readModelFiles(at('out/base-f16.gguf'))),
  );
});

describe('is refused, and nothing is written', () => {
  beforeAll(() => {
    for (const name of ['taken', 'taken/base-f32.gguf', 'empty', 'unfinished']) mkdirSync(at(name));
    writeFileSync(at('old.gguf'), 'old');
    writeFileSync(at('unfinished/run.json'), JSON.stringify({ ...trainedRecord, status: 'interrupted' }));
  });
  test.each<[string, Partial<ExportModelOptions>, string, RegExp]>([
    ['neither run nor model', {}, 'missing-option', /`run` or `model` is missing/],
    ['both', { run: at('pair'), model: at('base') }, 'conflicting-options', /not both/],
    ['a role of a model', { model: at('base'), role: 'qa' }, 'option-unused', /chooses a model of a run/],
    [
      'a role that the run does not have',
      { run: at('pair'), role: 'student' },
      'invalid-value',
      /one of qg, qa/,
    ],
    [
      'one file for two models',
      { run: at('pair'), out: at('one.gguf') },
      'invalid-value',
      /must be a directory/,
    ],
    [
      'a file that is there',
      { model: at('base'), out: at('old.gguf') },
      'out-exists',
      /old\.gguf exists already/,
    ],
    [
      'a directory in the place of the file',
      { model: at('base'), out: at('taken') },
      'out-is-directory',
      /base-f32\.gguf is a directory/,
    ],
    [
      'the model that is read',
      { model: at('old.gguf'), out: at('old.gguf'), force: true },
      'gguf-invalid',
      /old\.gguf/,
    ],
    ['a run that is not finished', { run: at('unfinished') }, 'run-unfinished', /not finished/],
    ['no run', { run: at('taken') }, 'not-a-run', /no run\.json/],
    ['random weights', { model: 'scratch:tiny' }, 'model-untrained', /nothing to export/],
    ['no model', { model: at('empty') }, 'model-directory-incomplete', /has no config\.json/],
  ])('%s', async (_name, options, code, words) => {
    const before = readdirSync(folder);
    await expect(toGguf({ out: at('new.gguf'), ...options })).rejects.toThrow(
      expect.objectContaining({ code, fault: 'input', message: expect.stringMatching(words) }),
    );
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(at('old.gguf'), 'utf8')).toBe('old');
  });

  test('the file that is read, also with force', async () => {
    await toGguf({ model: at('base'), out: at('self.gguf') });
    const before = readFileSync(at('self.gguf'));
    await expect(toGguf({ model: at('self.gguf'), out: at('self.gguf'), force: true })).rejects.toMatchObject(
      { code: 'out-is-input' },
    );
    expect(readFileSync(at('self.gguf'))).toEqual(before);
  });
});

test('with force a file is replaced; stopped in the middle, it is as it was', async () => {
  const controller = new AbortController();
  const progress: Reporter['progress'] = () => controller.abort(new Error('enough'));
  const options = { model: at('base'), out: at('old.gguf'), force: true };
  await expect(
    toGguf({ ...options, signal: controller.signal, reporter: { ...silentReporter, progress } }),
  ).rejects.toThrow('enough');
  expect(readFileSync(at('old.gguf'), 'utf8')).toBe('old');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  await toGguf(options);
  expect(readModelFiles(at('old.gguf')).config.model_type).toBe('llama');
  expect(existsSync(at('old.gguf'))).toBe(true);
});
