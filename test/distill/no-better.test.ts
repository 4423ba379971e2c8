// A training that makes its student no better on validation: the student is saved as it was, and every output says so.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Message, type Reporter, sha256, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic, writeDataset } from '../../src/data/index.ts';
import {
  pretrainedSettings,
  type RunOptions,
  readMetrics,
  readStartMetrics,
  runFiles,
  train,
  trainRun,
} from '../../src/distill/index.ts';
import { loadModel, readAdapter, readModelFiles } from '../../src/engine/model/index.ts';
import { socraticJson } from '../teacher/cli.ts';
import { writePretrainedBase } from './pretrained-base.ts';
import { smallRun } from './small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const {
  structures: _,
  validation,
  ...others
} = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 3 });
const dataset = {
  name: 'arithmetic',
  path: 'data/arithmetic',
  sha256: 'abc',
  train: others.train,
  validation,
};
let folder = '';
let base = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'no-better-'));
  base = writePretrainedBase(join(folder, 'random'), others.train, 1024);
  // A student that is good at the problems' solutions already.
  const optimizer = { ...pretrainedSettings, learningRate: 1e-2, validations: 1 };
  await trainRun(optionsFor('taught', { optimizer, lengthOf: () => ({ maxSteps: 80 }) }), quiet);
  base = runFiles.model(join(folder, 'taught'), 'student');
  writeDataset(join(folder, 'data'), datasetFromSplits('arithmetic', { ...others, validation }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A learning rate that no student survives. */
const ruinous = { learningRate: 1, warmupShare: 0, schedule: 'constant', validations: 8 } as const;
const optionsFor = (out: string, changes: Partial<RunOptions> = {}): RunOptions =>
  smallRun({
    dataset,
    student: base,
    optimizer: { ...pretrainedSettings, ...ruinous },
    out: join(folder, out),
    ...changes,
  });
/** A reporter that keeps warnings, and one that stops after some steps of a task. */
function warned(): { readonly warnings: string[]; readonly reporter: Reporter } {
  const warnings: string[] = [];
  const isOfPlan = (text: string) => /train problems are few|optimizer steps? (is|are) few/.test(text);
  const warn = (message: string | Message) => {
    if (!isOfPlan(String(message))) warnings.push(String(message));
  };
  return { warnings, reporter: { ...silentReporter, warn } };
}
const quiet = { reporter: silentReporter };
const modelOf = (run: string, role: 'student' | 'qg' | 'qa' = 'student') =>
  sha256(readFileSync(join(runFiles.model(join(folder, run), role), 'model.safetensors')));
const baseBytes = () => sha256(readFileSync(join(base, 'model.safetensors')));
const noBetter = (name: string) =>
  new RegExp(
    `^${name}: the training made the student no better\\. Its validation loss was \\d\\.\\d{3} before the first step, and no later one was lower`,
  );

test('the saved student is the base, bit for bit; record, metrics, card and warning say so', async () => {
  const { warnings, reporter } = warned();
  const { models } = await trainRun(optionsFor('ruined'), { reporter });
  const out = join(folder, 'ruined');
  expect(modelOf('ruined')).toBe(baseBytes());
  const { startLoss, validationLoss, bestStep } = models.student ?? {};
  expect(bestStep).toBe(0);
  expect(validationLoss).toBe(startLoss);
  expect(readStartMetrics(runFiles.metrics(out))).toEqual([
    { model: 'student', step: 0, seconds: expect.any(Number), validationLoss: startLoss },
  ]);
  const later = readMetrics(runFiles.metrics(out)).map(({ validationLoss }) => validationLoss ?? 0);
  expect(Math.min(...later)).toBeGreaterThan(startLoss ?? 0);
  expect(warnings).toEqual([expect.stringMatching(noBetter('cot'))]);
  expect(readFileSync(join(runFiles.model(out, 'student'), 'README.md'), 'utf8')).toContain(
    'its weights are unchanged',
  );
});

test('stopped and resumed, it ends the same, and step 0 is measured once', async () => {
  const controller = new AbortController();
  const progress: Reporter['progress'] = (_name, { done }) => done >= 2 && controller.abort();
  const stopped = trainRun(optionsFor('stopped'), {
    reporter: { ...silentReporter, progress },
    signal: controller.signal,
  });
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  const before = readFileSync(runFiles.metrics(join(folder, 'stopped')), 'utf8').split('\n')[0];
  const { warnings, reporter } = warned();
  const { models } = await trainRun(optionsFor('stopped', { resume: true }), { reporter });
  expect(modelOf('stopped')).toBe(baseBytes());
  expect(readFileSync(runFiles.metrics(join(folder, 'stopped')), 'utf8').split('\n')[0]).toBe(before);
  expect(readStartMetrics(runFiles.metrics(join(folder, 'stopped')))).toEqual([
    expect.objectContaining({ validationLoss: models.student?.startLoss }),
  ]);
  expect(warnings).toEqual([expect.stringMatching(noBetter('cot'))]);
});

test('adapters that made it no better change nothing, merged or not', async () => {
  const lora = { rank: 2, alpha: 4, targets: [] };
  await trainRun(optionsFor('adapted', { optimizer: { ...pretrainedSettings, ...ruinous, lora } }), quiet);
  const out = join(folder, 'adapted');
  expect(modelOf('adapted')).toBe(baseBytes());
  const { weights } = readAdapter(runFiles.adapter(out, 'student'), loadModel(readModelFiles(base)).config);
  const second = [...weights].filter(([name]) => name.includes('lora_B'));
  expect(second.length).toBeGreaterThan(0);
  expect(second.every(([, data]) => data.every((value) => value === 0))).toBe(true);
  expect(readFileSync(join(runFiles.adapter(out, 'student'), 'README.md'), 'utf8')).toContain(
    'its weights are unchanged',
  );
});

test('of a pair, each model is judged on its own', async () => {
  const optimizer = {
    ...pretrainedSettings,
    ...ruinous,
    learningRate: 0.02,
    schedule: 'linear',
    validations: 1,
  } as const;
  const { warnings, reporter } = warned();
  // A single step of that size ruins a model, and 40 of them teach it.
  const lengthOf = (role: string) => ({ maxSteps: role === 'qg' ? 40 : 1 });
  const { models } = await trainRun(optionsFor('pair', { strategy: 'socratic', optimizer, lengthOf }), {
    reporter,
  });
  expect(models.qg).toMatchObject({ bestStep: 40 });
  expect(models.qg?.validationLoss).toBeLessThan(models.qg?.startLoss ?? 0);
  expect(models.qa).toMatchObject({ bestStep: 0 });
  expect(models.qa?.startLoss).not.toBe(models.qg?.startLoss);
  expect(modelOf('pair', 'qg')).not.toBe(baseBytes());
  expect(modelOf('pair', 'qa')).toBe(baseBytes());
  expect(readStartMetrics(runFiles.metrics(join(folder, 'pair'))).map(({ model }) => model)).toEqual([
    'qg',
    'qa',
  ]);
  expect(warnings).toEqual([expect.stringMatching(noBetter('socratic qa'))]);
});

test('without validation problems nothing is measured and nothing is claimed', async () => {
  const { warnings, reporter } = warned();
  const unvalidated = optionsFor('unvalidated', {
    dataset: { ...dataset, validation: [] },
    lengthOf: () => ({ maxSteps: 2 }),
    optimizer: { ...pretrainedSettings, learningRate: 1e-3 },
  });
  const { models } = await trainRun(unvalidated, { reporter });
  expect(models.student).toMatchObject({ startLoss: null, bestStep: null, validationLoss: null });
  expect(readStartMetrics(runFiles.metrics(join(folder, 'unvalidated')))).toEqual([]);
  expect(warnings.filter((text) => text.includes('no better'))).toEqual([]);
});

test('the library’s result and --json have the warning, each with its own names of the options', async () => {
  const options = { data: join(folder, 'data'), strategy: 'cot', student: base } as const;
  const result = await train({
    ...options,
    out: join(folder, 'library'),
    prompt: 'plain',
    learningRate: 1,
    warmup: 0,
    maxSteps: 8,
    threads: 1,
  });
  expect(result.warnings.slice(2)).toEqual([expect.stringMatching(noBetter('cot'))]);
  expect(result.warnings[2]).toContain('another `learningRate`');
  // Asked again, the finished run says the same.
  const fixed = ['--data', options.data, '--strategy', 'cot', '--student', base, '--prompt', 'plain'];
  const settings = ['--learning-rate', '1', '--warmup', '0', '--max-steps', '8', '--threads', '1'];
  const { exitCode, json } = await socraticJson(
    'train',
    ...fixed,
    ...settings,
    '--out',
    join(folder, 'library'),
    '--resume',
  );
  expect(exitCode).toBe(0);
  expect(json.warnings).toEqual([
    '24 train problems are few: under about 200, a student learns them by heart before it learns much else. What helps: more problems of the same kind, several chains for each problem (socratic annotate --samples 4).',
    'cot: 8 optimizer steps are few: under about 100, a student hardly learns the form of a solution. Raise --max-steps.',
    expect.stringMatching(noBetter('cot')),
  ]);
  expect(String(json.warnings)).toContain('another --learning-rate');
  expect((json.models as typeof result.models).student).toMatchObject({ bestStep: 0 });
});
