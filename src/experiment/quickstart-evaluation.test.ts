// Which evaluation of an earlier start is used again.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sha256, silentReporter } from '../common/index.ts';
import type { LoadedDataset } from '../data/index.ts';
import { type EvaluateOptions, type RunEvaluation, summarizePredictions } from '../evaluate/index.ts';
import { evaluateOnce } from './quickstart-evaluation.ts';
import { quickstartMaxNewTokens } from './quickstart-plan.ts';

const evaluate = vi.hoisted(() => vi.fn());
vi.mock('../evaluate/index.ts', async (original) => ({
  ...(await original<typeof import('../evaluate/index.ts')>()),
  evaluate,
}));

let run = '';
const warnings: string[] = [];
beforeEach(() => {
  run = join(mkdtempSync(join(tmpdir(), 'quickstart-evaluation-')), 'cot');
  mkdirSync(run);
  writeFileSync(join(run, 'run.json'), '{}');
  warnings.length = 0;
  evaluate.mockReset().mockResolvedValue('new');
});
afterEach(() => rmSync(join(run, '..'), { recursive: true }));

const dataset = { sha256: 'd', splits: { test: [{}, {}] } } as unknown as LoadedDataset;

/** An evaluation of two problems as it is in the run. */
function leave(changes: Partial<RunEvaluation> = {}, name = 'test'): RunEvaluation {
  const predictions = join(run, `predictions-${name}.jsonl`);
  writeFileSync(predictions, '{}\n{}\n');
  const outcome = { correct: true, answer: '1', goldSteps: 2, generatedTokens: 3 };
  const evaluation: RunEvaluation = {
    ...summarizePredictions([{ id: 'a', ...outcome } as never, { id: 'b', ...outcome } as never]),
    run,
    runSha256: sha256('{}'),
    models: {},
    maxNewTokens: quickstartMaxNewTokens,
    maxSteps: null,
    trainedOn: 0,
    warnings: [],
    strategy: 'cot',
    split: 'test',
    dataset: { name: 'arithmetic', path: 'data', sha256: 'd' },
    duplicates: 0,
    calculator: false,
    calculatorUses: 0,
    generatedTokens: 6,
    forcedTokens: 0,
    limits: { steps: 0, tokens: 0, context: 0, stuck: 0 },
    seconds: 1,
    predictions,
    predictionsSha256: sha256(readFileSync(predictions)),
    ...changes,
  };
  writeFileSync(join(run, `evaluation-${name}.json`), JSON.stringify(evaluation));
  return evaluation;
}

const once = (calculator = false) =>
  evaluateOnce(
    dataset,
    run,
    { split: 'test', calculator },
    {
      reporter: { ...silentReporter, warn: (message) => warnings.push(String(message)) },
      signal: new AbortController().signal,
    },
  );

test('the same evaluation is used again', async () => {
  const evaluation = leave();
  expect(await once()).toEqual(evaluation);
  expect(evaluate).not.toHaveBeenCalled();
  expect(warnings).toEqual([]);
});

test.each<[string, Partial<RunEvaluation>]>([
  ['on other problems', { dataset: { name: 'arithmetic', path: 'data', sha256: 'other' } }],
  ['on fewer problems', { total: 1 }],
  ['with another length', { maxNewTokens: quickstartMaxNewTokens + 1 }],
])('one %s is not', async (_, changes) => {
  leave(changes);
  expect(await once()).toBe('new');
  expect(warnings).toEqual([]);
});

test.each<[string, Partial<RunEvaluation>, string]>([
  ['of another run', { runSha256: sha256('other') }, 'is about another run than the one beside it'],
  ['of other predictions', { predictionsSha256: sha256('other') }, 'is not about the predictions in'],
  ['of another version', { limits: undefined as never }, 'is no evaluation of this version: limits'],
])('nor is one %s, which is said', async (_, changes, words) => {
  leave(changes);
  expect(await once()).toBe('new');
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`${words}.*The run is evaluated again\\.$`))]);
});

test('what is evaluated is asked for with the settings that are compared', async () => {
  leave();
  await once(true); // with the calculator there is none yet
  const [options] = evaluate.mock.calls[0] as [EvaluateOptions];
  expect(options).toMatchObject({
    run,
    data: join(run, '..', 'data'),
    split: 'test',
    calculator: true,
    maxNewTokens: quickstartMaxNewTokens,
  });
});
