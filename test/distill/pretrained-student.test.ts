// A student that starts from saved weights with a tokenizer and chat template of its own: fine-tuned, resumed, saved, measured.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Message, type Reporter, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic, type Problem } from '../../src/data/index.ts';
import {
  pretrainedSettings,
  type RunOptions,
  type RunRecord,
  readRunRecord,
  runFiles,
  trainRun,
} from '../../src/distill/index.ts';
import { readSequences } from '../../src/distill/sequence-files.ts';
import { loadModel, readModelFiles, saveModel } from '../../src/engine/model/index.ts';
import { readTokenizer } from '../../src/engine/tokenizer/index.ts';
import { type EvaluateModelOptions, evaluate, evaluateModel } from '../../src/evaluate/index.ts';
import { writePretrainedBase } from './pretrained-base.ts';
import { smallRun } from './small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const { train, validation, test: held } = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 3 });
const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation };
let folder = '';
let base = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pretrained-'));
  base = writePretrainedBase(join(folder, 'base'), train, 2048); // room for examples in the prompt
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const optionsFor = (out: string, changes: Partial<RunOptions> = {}): RunOptions =>
  smallRun({
    dataset,
    student: base,
    prompt: 'chat',
    optimizer: { ...pretrainedSettings, learningRate: 5e-3, validations: 4 },
    out: join(folder, out),
    ...changes,
  });
const quiet = { reporter: silentReporter };
const weightsIn = (run: string) =>
  readFileSync(join(runFiles.model(run, 'student'), 'model.safetensors'), 'base64');

describe('fine-tuned', () => {
  let record: RunRecord;
  const out = () => join(folder, 'cot');
  beforeAll(async () => {
    record = await trainRun(optionsFor('cot'), quiet);
  });

  test('the record says what it was and how it is asked', () => {
    expect(record).toMatchObject({
      student: base,
      base: { path: base, licence: 'apache-2.0' },
      prompt: {
        kind: 'chat',
        before: { text: '<|im_start|>user\n' },
        after: { text: '<|im_end|>\n<|im_start|>assistant\n' },
        stop: { text: '<|im_end|>' },
      },
      promptChoice: null,
    });
    expect(readRunRecord(out())).toEqual(record);
  });

  test('sequences are the rendered problem, the learned steps, and the stop token, supervised', () => {
    const tokenizer = readTokenizer(join(runFiles.model(out(), 'student'), 'tokenizer.json'));
    const [sequence] = readSequences(runFiles.sequences(out(), 'student', 'train'));
    const [problem] = train as [Problem];
    const ids = [...(sequence?.ids ?? [])];
    const learned = [...(sequence?.learned ?? [])];
    const steps = (problem.steps ?? []).map(({ solution }) => `${solution}\n`).join('');
    expect(tokenizer.decode(ids)).toBe(
      `<|im_start|>user\nProblem: ${problem.question}<|im_end|>\n<|im_start|>assistant\n${steps}#### ${problem.answer}<|im_end|>`,
    );
    expect(tokenizer.decode(ids.filter((_, i) => learned[i]))).toBe(
      `${steps}#### ${problem.answer}<|im_end|>`,
    );
    expect(record.prompt?.stop.id).toBe(ids.at(-1));
  });

  test('the saved model has the base’s tokenizer, its licence, and ends where it was taught to', () => {
    const path = runFiles.model(out(), 'student');
    const saved = readModelFiles(path);
    expect(saved.tokenizerFiles()).toEqual(readModelFiles(base).tokenizerFiles());
    expect(readFileSync(join(path, 'LICENSE'), 'utf8')).toBe('Apache');
    expect(readFileSync(join(path, 'README.md'), 'utf8')).toMatch(/license: "apache-2.0"[\s\S]*Problem: …/);
    expect(saved.generationConfig?.eos_token_id).toBe(record.prompt?.stop.id);
    const [before, after] = [base, path].map((at) => loadModel(readModelFiles(at)).weights);
    expect(after?.get('model.norm.weight')).not.toEqual(before?.get('model.norm.weight'));
  });

  test('interrupted and resumed, it is the same to the bit, format and all', async () => {
    const controller = new AbortController();
    const progress: Reporter['progress'] = (_, { done }) => done >= 3 && controller.abort();
    const stopped = trainRun(optionsFor('stopped'), {
      reporter: { ...silentReporter, progress },
      signal: controller.signal,
    });
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
    const resumed = await trainRun(optionsFor('stopped', { resume: true }), quiet);
    expect(weightsIn(join(folder, 'stopped'))).toBe(weightsIn(out()));
    expect(resumed.prompt).toEqual(record.prompt);
  });

  test('it does not go on under another prompt format, nor from other weights', async () => {
    const stop = async (out: string, student: string) => {
      const controller = new AbortController();
      const progress: Reporter['progress'] = (_, { done }) => done >= 1 && controller.abort();
      const reporter = { ...silentReporter, progress };
      const stopped = trainRun(optionsFor(out, { student }), { reporter, signal: controller.signal });
      await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
    };
    const copy = join(folder, 'other-weights');
    cpSync(base, copy, { recursive: true });
    await stop('changed', copy);
    const resume = (changes: Partial<RunOptions>) =>
      trainRun(optionsFor('changed', { student: copy, resume: true, ...changes }), quiet);
    await expect(resume({ prompt: 'plain' })).rejects.toMatchObject({
      code: 'checkpoint-mismatch',
      message: expect.stringContaining('`prompt` was chat and is plain'),
    });
    const { config, weights, tokenizerFiles } = loadModel(readModelFiles(copy));
    weights.get('model.norm.weight')?.fill(2);
    saveModel(copy, config, weights, { tokenizer: tokenizerFiles });
    await expect(resume({})).rejects.toMatchObject({
      code: 'checkpoint-mismatch',
      message: expect.stringContaining('the weights of the student are others'),
    });
  });

  test('without validation problems it keeps the last weights and says so', async () => {
    const warnings: string[] = [];
    const reporter = { ...silentReporter, warn: (text: string | Message) => warnings.push(String(text)) };
    const options = optionsFor('unvalidated', {
      dataset: { ...dataset, validation: [] },
      lengthOf: () => ({ maxSteps: 2 }),
    });
    expect((await trainRun(options, { reporter })).models.student).toMatchObject({
      bestStep: null,
      steps: 2,
    });
    expect(warnings).toContainEqual(expect.stringContaining('no validation problems'));
  });

  test('it is measured like any run', async () => {
    const evaluation = await evaluate({
      run: out(),
      data: datasetFromSplits('arithmetic', { train: [], validation: [], test: held }),
      threads: 1,
      maxNewTokens: 20,
    });
    expect(evaluation).toMatchObject({ total: 3, strategy: 'cot' });
    expect(evaluation.generatedTokens).toBeGreaterThan(0);
  });
});

test('auto takes the format that surprises the untrained student less, the same for every strategy', async () => {
  const chosen: RunRecord[] = [];
  for (const strategy of ['answer', 'socratic-unified'] as const) {
    chosen.push(
      await trainRun(
        optionsFor(`auto-${strategy}`, { strategy, prompt: 'auto', lengthOf: () => ({ maxSteps: 1 }) }),
        quiet,
      ),
    );
  }
  const [first, second] = chosen;
  const { plain = 0, chat = 0 } = first?.promptChoice ?? {};
  expect(first?.prompt?.kind).toBe(chat < plain ? 'chat' : 'plain');
  expect(first?.promptChoice).toEqual(second?.promptChoice);
  expect(first?.prompt).toEqual(second?.prompt);
});

describe('measured before any training', () => {
  const modelOptions = (out: string, changes: Partial<EvaluateModelOptions> = {}): EvaluateModelOptions => ({
    model: base,
    prompting: 'cot',
    shots: 2,
    prompt: 'plain',
    data: datasetFromSplits('arithmetic', { train, validation, test: held }),
    threads: 1,
    maxNewTokens: 4,
    out: join(folder, out),
    ...changes,
  });

  test('with examples from the train split, none of which is asked', async () => {
    const asked = [...held, train[0] as Problem];
    const data = datasetFromSplits('arithmetic', { train, validation, test: asked });
    const evaluation = await evaluateModel(
      modelOptions('untrained', { prompting: 'socratic', seed: 1, prompt: 'chat', data }),
    );
    expect(evaluation).toMatchObject({
      total: 4,
      prompting: 'socratic',
      shots: 2,
      strategy: 'socratic-unified',
    });
    expect(evaluation.examples).toHaveLength(2);
    expect(evaluation.examples).not.toContain(train[0]?.id);
    const [first, second] = evaluation.examples.map((id) => train.find((problem) => problem.id === id));
    const { before } = evaluation.prompt;
    const at = [first, second].map((problem) => before.indexOf(`Problem: ${problem?.question}<|im_end|>`));
    expect(at[0]).toBeGreaterThan(before.indexOf('Solve the problem'));
    expect(at[1]).toBeGreaterThan(at[0] ?? 0);
    expect(before).toContain(`#### ${first?.answer}<|im_end|>\n<|im_start|>user\n`);
    expect(before.endsWith('<|im_end|>\n<|im_start|>user\n')).toBe(true);
    expect(existsSync(join(folder, 'untrained', 'predictions-test.jsonl'))).toBe(true);
  });

  test.each([
    'validation',
    'test',
  ] as const)('no example is a problem of %s, however few of them are asked', async (where) => {
    const [first, second, third] = train as [Problem, Problem, Problem];
    const copy = { ...first, id: 'copy', question: `  ${first.question.toUpperCase()}` };
    const data = datasetFromSplits('arithmetic', {
      train: [first, second, third], // all that are left must be examples
      validation: where === 'validation' ? [copy] : validation,
      test: where === 'test' ? [...held, copy] : held,
    });
    const evaluation = await evaluateModel(modelOptions(`not-from-${where}`, { data, limit: 1 }));
    expect([...evaluation.examples].sort()).toEqual([second.id, third.id].sort());
  });

  test('a trained run and a file are no place for it, which is said before anything is asked', async () => {
    for (const out of [join(folder, 'cot'), join(base, 'config.json')]) {
      await expect(evaluateModel({ ...modelOptions(''), out })).rejects.toMatchObject({ code: 'out-exists' });
    }
  });
});

test('what cannot be a student is refused before anything is written', async () => {
  const copy = join(folder, 'copy');
  cpSync(base, copy, { recursive: true });
  writeFileSync(join(copy, 'config.json'), '{"model_type": "mamba"}');
  for (const [student, changes, code] of [
    [copy, {}, 'config-unsupported'],
    [join(folder, 'nothing'), {}, 'student-unknown'],
    [base, { optimizer: { ...pretrainedSettings, dropout: 0.1 } }, 'option-unused'],
  ] as const) {
    await expect(trainRun(optionsFor('refused', { student, ...changes }), quiet)).rejects.toMatchObject({
      code,
    });
  }
  expect(existsSync(join(folder, 'refused'))).toBe(false);
});
