// What was named as a student and cannot be one: each is bad usage (exit code 2), says what was found, and names what was meant.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeError } from '../../src/cli/error-report.ts';
import { markText, ownMark, SocraticError, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic } from '../../src/data/index.ts';
import { assertNotNearPreset } from '../../src/distill/check-student.ts';
import { createStudent, train } from '../../src/distill/index.ts';
import { cardOf } from '../../src/distill/model-card.ts';
import { readModelFiles } from '../../src/engine/model/index.ts';
import { tinyLlama, writeGguf } from '../../src/engine/weights/gguf/gguf.fixture.ts';
import { writePretrainedBase } from './pretrained-base.ts';

const problems = generateArithmetic({ seed: 2, train: 24, validation: 0, test: 0 });
let folder = '';
let base = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refused-'));
  base = writePretrainedBase(join(folder, 'base'), problems.train);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const create = (student: string) => createStudent(student, problems.train, { reporter: silentReporter });
/** What a training of that student ends with. */
const errorOf = (student: string) =>
  train({
    data: datasetFromSplits('arithmetic', problems),
    strategy: 'cot',
    student,
    out: join(folder, 'run'),
  }).catch((thrown: unknown) => thrown);

describe('a name that is nearly a preset’s', () => {
  test.each([
    ['tiny', 'scratch:tiny'],
    ['Tiny', 'scratch:tiny'],
    ['smal', 'scratch:small'],
    ['scratch:tinny', 'scratch:tiny'],
    ['scratch:TINY', 'scratch:tiny'],
    ['scratch-small', 'scratch:small'],
    ['scratchtiny', 'scratch:tiny'],
    ['Scratch:Small', 'scratch:small'],
  ])('%s', async (student, meant) => {
    const refused = create(student);
    await expect(refused).rejects.toBeInstanceOf(SocraticError);
    await expect(refused).rejects.toMatchObject({
      code: 'student-unknown',
      message: expect.stringContaining(`${JSON.stringify(student)}: did you mean ${meant}?`),
    });
  });

  test('a model of that name on the hub can still be named', async () => {
    await expect(create('tiny')).rejects.toThrow('A model of that name on the hub is tiny@main.');
    for (const other of ['tiny@main', 'gpt2', 'distilgpt2', 'org/tiny', 'scratch:tiny', base]) {
      expect(() => assertNotNearPreset(other)).not.toThrow();
    }
  });

  test('what is near to none is told which there are', async () => {
    await expect(create('scratch:medium')).rejects.toThrow(/expected one of scratch:tiny, scratch:small/);
  });
});

describe('a run directory', () => {
  test.each([
    [['student'], /x is a run directory, not a model\. Give its model: .*x\/models\/student\.$/],
    [['qg', 'qa'], /Give one of its models: .*x\/models\/qa, .*x\/models\/qg\.$/],
    [[], /x is a run directory, not a model\. It has no finished model yet\.$/],
  ])('with %j names them', async (models, message) => {
    const run = join(folder, 'x');
    rmSync(run, { recursive: true, force: true });
    const unfinished = join(run, 'models', `student.${markText(ownMark())}-9.socratic-new`);
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'config.json'), '{}');
    writeFileSync(join(run, 'run.json'), '{}');
    for (const model of models) cpSync(base, join(run, 'models', model), { recursive: true });
    const refused = create(run);
    await expect(refused).rejects.toBeInstanceOf(SocraticError);
    await expect(refused).rejects.toMatchObject({
      code: 'student-unusable',
      message: expect.stringMatching(message),
    });
    if (models.length > 0) {
      await expect(create(join(run, 'models'))).rejects.toThrow(
        /not a model directory, but has models in it/,
      );
    }
  });
});

describe('a model that cannot be used', () => {
  const edit = (path: string, name: string, change: (json: Record<string, unknown>) => object) => {
    const file = join(path, name);
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
  };
  /** As a safetensors file of the same sizes, whose numbers are called integers. */
  const asIntegers = (file: string) =>
    writeFileSync(file, readFileSync(file, 'latin1').replaceAll('"F32"', '"I32"'), 'latin1');
  test.each<[string, string, (path: string) => void]>([
    ['no weights', 'model-directory-incomplete', (path) => rmSync(join(path, 'model.safetensors'))],
    ['half a config.json', 'config-invalid', (path) => writeFileSync(join(path, 'config.json'), '{"model')],
    ['a config.json of 5 MB', 'file-too-large', (path) => truncateSync(join(path, 'config.json'), 5e6)],
    [
      'another architecture',
      'config-unsupported',
      (path) => edit(path, 'config.json', () => ({ model_type: 'mamba' })),
    ],
    [
      'a missing layer',
      'weights-mismatch',
      (path) => edit(path, 'config.json', (json) => ({ ...json, num_hidden_layers: 2 })),
    ],
    [
      'half its weights',
      'safetensors-invalid',
      (path) => truncateSync(join(path, 'model.safetensors'), 9_000),
    ],
    [
      'weights of integers',
      'tensor-dtype-unsupported',
      (path) => asIntegers(join(path, 'model.safetensors')),
    ],
    ['half a tokenizer', 'tokenizer-invalid', (path) => truncateSync(join(path, 'tokenizer.json'), 100)],
    [
      'another tokenizer',
      'tokenizer-unsupported',
      (path) =>
        edit(path, 'tokenizer.json', (json) => ({
          ...json,
          model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' },
        })),
    ],
    [
      'more tokens than rows',
      'student-unusable',
      (path) =>
        edit(path, 'tokenizer.json', (json) => ({
          ...json,
          added_tokens: [...(json.added_tokens as object[]), { id: 9999, content: '<x>' }],
        })),
    ],
  ])('a directory with %s', async (_name, code, spoil) => {
    const path = join(folder, 'spoilt');
    rmSync(path, { recursive: true, force: true });
    cpSync(base, path, { recursive: true });
    spoil(path);
    const error = await errorOf(path);
    expect(error).toMatchObject({ subject: { option: 'student' } });
    expect(describeError(error)).toMatchObject({ code, exitCode: 2 });
    expect(describeError(error).message).toContain('spoilt');
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  test.each<[string, string, Uint8Array]>([
    ['is cut off', 'gguf-invalid', writeGguf(tinyLlama).subarray(0, -64)],
    [
      'is of another architecture',
      'gguf-unsupported',
      writeGguf({ ...tinyLlama, metadata: { ...tinyLlama.metadata, 'general.architecture': 'mamba' } }),
    ],
  ])('a GGUF file that %s', async (_name, code, bytes) => {
    const path = join(folder, 'model.gguf');
    writeFileSync(path, bytes);
    expect(describeError(await errorOf(path))).toMatchObject({ code, exitCode: 2 });
  });
});

test('what is made of a GGUF file carries the name and the licence of its metadata', () => {
  const path = join(folder, 'licensed.gguf');
  writeFileSync(path, writeGguf(tinyLlama));
  const record = {
    student: path,
    strategy: 'cot',
    dataset: { name: 'arithmetic', trainProblems: 24 },
    prompt: null,
  };
  const card = cardOf(record as never, readModelFiles(path).origin, 'student');
  expect(card['README.md']).toMatch(/^---\nbase_model: "Tiny"\nlicense: "apache-2\.0"\n/);
  expect(card.LICENSE).toMatch(/GGUF[\s\S]*\ngeneral\.license: apache-2\.0\n$/);
});
