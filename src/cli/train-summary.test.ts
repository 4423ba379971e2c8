import { expect, test } from 'vitest';
import type { ModelRecord, RunRecord, TrainResult } from '../distill/index.ts';
import { formatTrainSummary } from './train-summary.ts';

const model: ModelRecord = {
  parameters: 512_064,
  steps: 2500,
  totalSteps: 2500,
  tokens: 1_187_725,
  supervisedTokens: 503_599,
  flops: 1e12,
  seconds: 62,
  finalLoss: 0.001,
  validationLoss: 0.011,
  startLoss: null,
  bestStep: null,
  stoppedEarly: false,
  divergedAt: null,
  sequences: 5400,
  tooLong: 0,
  unsupervised: 0,
  memory: null,
};
const summaryOf = (models: RunRecord['models'], changes: Partial<TrainResult> = {}) =>
  formatTrainSummary({
    run: 'runs/a',
    strategy: 'socratic',
    dataset: { name: 'arithmetic', path: 'data/a', trainProblems: 5400 },
    models,
    testProblems: 20,
    ...changes,
  } as TrainResult).split('\n');

test('the models, and the commands to try next', () => {
  expect(summaryOf({ qg: model })).toEqual([
    'Trained socratic on 5,400 problems of arithmetic.',
    '',
    'model  parameters  sequences  optimizer steps  tokens seen  supervised  last loss  validation loss       time',
    '─────  ──────────  ─────────  ───────────────  ───────────  ──────────  ─────────  ───────────────  ─────────',
    'qg        512,064      5,400            2,500    1,187,725     503,599      0.001            0.011  1 min 2 s',
    '',
    'The run is in runs/a. Next:',
    '  socratic evaluate runs/a --data data/a',
    expect.stringMatching(/^ {2}socratic solve runs\/a 'Ann has 3 boxes.*\?'$/),
  ]);
});

test('without test problems it is evaluated on those of train', () => {
  expect(summaryOf({ qg: model }, { strategy: 'cot', testProblems: 0 })).toContain(
    '  socratic evaluate runs/a --data data/a --split train',
  );
});

test('what solves nothing is not evaluated: it annotates', () => {
  expect(summaryOf({ student: model }, { strategy: 'annotator' }).slice(-2)).toEqual([
    'The run is in runs/a. Next:',
    '  socratic annotate --data data/a --teacher run:runs/a --kind socratic --out pairs.jsonl',
  ]);
});

test('paths with spaces are quoted, and data that was never in a file is a place to fill in', () => {
  const dataset = (path: string | null) => ({ name: 'mine', path, trainProblems: 1 }) as RunRecord['dataset'];
  const spaced = { run: 'my runs/a', dataset: dataset('my data/a') };
  expect(summaryOf({ qg: model }, spaced)).toContain("  socratic evaluate 'my runs/a' --data 'my data/a'");
  expect(summaryOf({ qg: model }, { ...spaced, strategy: 'annotator' }).at(-1)).toBe(
    "  socratic annotate --data 'my data/a' --teacher 'run:my runs/a' --kind socratic --out pairs.jsonl",
  );
  expect(summaryOf({ qg: model }, { dataset: dataset(null) })).toContain(
    '  socratic evaluate runs/a --data DATA',
  );
});

test('the validation loss before training is beside the one after it, and a student that was not changed is called so', () => {
  const lines = summaryOf({
    qg: { ...model, startLoss: 6.7 },
    qa: { ...model, steps: 900, bestStep: 0, stoppedEarly: true, startLoss: 2.16, validationLoss: 2.16 },
  });
  expect(lines.find((line) => line.startsWith('qg '))).toContain('6.700 → 0.011');
  expect(lines).toContain(
    'qa: stopped after step 900 of 2,500, since validation got no better; the weights are those before training: no step was better on validation.',
  );
});

test('which weights were kept is said where validation decided, and how many were trained with adapters', () => {
  const lines = summaryOf({
    qg: { ...model, trainedParameters: 1000, bestStep: 2500 },
    qa: { ...model, steps: 2000, bestStep: 1400, stoppedEarly: true },
  });
  expect(lines[2]).toContain('parameters  trained  sequences');
  expect(summaryOf({ qg: { ...model, trainedParameters: 600_000 } })[4]).toContain('512,064  600,000');
  expect(lines).toContain('qg: the weights are those of the last step, 2,500, the best on validation.');
  expect(lines).toContain(
    'qa: stopped after step 2,000 of 2,500, since validation got no better; the weights are those of step 1,400, the best on validation.',
  );
});
