// A training that diverges: what the run says of it, and what the next start says.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { silentReporter } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import {
  outcomeWarnings,
  type RunOptions,
  readRunRecord,
  runFiles,
  scratchSettings,
  trainRun,
} from '../../src/distill/index.ts';
import { createSolver } from '../../src/solve/index.ts';
import { smallRun } from './small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const { train, validation } = generateArithmetic({ seed: 2, train: 40, validation: 6, test: 3 });
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverged-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const optionsFor = (
  out: string,
  optimizer: Partial<RunOptions['optimizer']>,
  changes: Partial<RunOptions> = {},
) =>
  smallRun({
    dataset: { name: 'arithmetic', path: null, sha256: 'abc', train, validation },
    student: 'scratch:tiny',
    optimizer: { ...scratchSettings, ...optimizer },
    out: join(folder, out),
    ...changes,
  });
const quiet = { reporter: silentReporter };

test('without a finite loss: the run has diverged, resuming is refused, and only another start replaces it', async () => {
  const endless = { learningRate: 1e30 };
  const out = join(folder, 'endless');
  await expect(trainRun(optionsFor('endless', endless), quiet)).rejects.toMatchObject({
    code: 'training-diverged',
    message: expect.stringMatching(/^The training diverged at step 2: .* lower `learningRate`/),
  });
  expect(readRunRecord(out).status).toBe('diverged');
  await expect(trainRun(optionsFor('endless', endless, { resume: true }), quiet)).rejects.toMatchObject({
    code: 'training-diverged',
    message: `The training in ${out} (cot, scratch:tiny) diverged: resumed, it would diverge again. Start again with a lower \`learningRate\` and \`force: true\` instead of \`resume\`.`,
  });
  await expect(trainRun(optionsFor('endless', {}), quiet)).rejects.toMatchObject({
    code: 'out-exists',
    message: `${out} holds a run (cot, scratch:tiny) whose training diverged. Use \`force: true\` with a lower \`learningRate\` to replace it, or choose another \`out\`.`,
  });
  await expect(createSolver({ run: out })).rejects.toMatchObject({
    code: 'run-unfinished',
    message: expect.stringContaining('diverged, so that it has no trained model'),
  });
  const again = await trainRun(
    optionsFor('endless', {}, { force: true, lengthOf: () => ({ maxSteps: 2 }) }),
    quiet,
  );
  expect(again.status).toBe('trained');
});

test('after a step that helped: its weights are kept, and every output says so', async () => {
  const rising = { learningRate: 4, warmupShare: 1, validations: 60 };
  const warnings: string[] = [];
  const reporter = { ...silentReporter, warn: (message: unknown) => void warnings.push(String(message)) };
  const options = optionsFor('rising', rising, {
    lengthOf: () => ({ maxSteps: 120 }),
    checkpointSeconds: 600,
  });
  const record = await trainRun(options, { reporter });
  const { divergedAt, bestStep, validationLoss, startLoss, steps } = record.models.student ?? {};
  expect(record.status).toBe('trained');
  expect(divergedAt).toBe(steps);
  expect(steps).toBeLessThan(120);
  expect(validationLoss).toBeLessThan(startLoss ?? 0);
  const warning = `cot: the training diverged and was stopped after step ${steps} of 120. The weights of step ${bestStep} are kept, the best on validation (loss ${validationLoss?.toFixed(3)}). Start again with a lower \`learningRate\` or a longer \`warmup\`.`;
  expect(warnings).toContain(warning);
  expect(outcomeWarnings(record).map(String)).toEqual([warning]);
  expect(existsSync(join(runFiles.model(join(folder, 'rising'), 'student'), 'model.safetensors'))).toBe(true);
});
