// Every option of every command reaches its library function with its value. An option without a row fails the last test.
import type { Command } from 'commander';
import { beforeEach, expect, test, vi } from 'vitest';
import { datasets } from '../../data/index.ts';
import { doctor, train } from '../../distill/index.ts';
import {
  compareAnnotations,
  estimateTeacherEvaluation,
  evaluate,
  evaluateModel,
  evaluateTeacher,
  score,
} from '../../evaluate/index.ts';
import { quickstart } from '../../experiment/index.ts';
import { exportModel } from '../../export/index.ts';
import { createServer } from '../../serve/index.ts';
import { annotate, createSolver, estimateAnnotations } from '../../solve/index.ts';
import { mergeAnnotations, reviewAnnotations } from '../../teacher/index.ts';
import { buildProgram, runProgram } from '../program.ts';
import { collector, silentFrame } from '../test-frame.fixture.ts';

/** What a mocked library function throws: the test looks at what it was called with. */
class Called extends Error {}

const stop = vi.hoisted(() => () => {
  throw new Error('called');
});
vi.mock('../../distill/index.ts', async (original) => ({
  ...(await original<object>()),
  train: vi.fn(stop),
  doctor: vi.fn(stop),
}));
vi.mock('../../evaluate/index.ts', async (original) => ({
  ...(await original<object>()),
  compareAnnotations: vi.fn(stop),
  estimateTeacherEvaluation: vi.fn(stop),
  evaluate: vi.fn(stop),
  evaluateModel: vi.fn(stop),
  evaluateTeacher: vi.fn(stop),
  score: vi.fn(stop),
}));
vi.mock('../../experiment/index.ts', async (original) => ({
  ...(await original<object>()),
  quickstart: vi.fn(stop),
}));
vi.mock('../../export/index.ts', async (original) => ({
  ...(await original<object>()),
  exportModel: vi.fn(stop),
}));
vi.mock('../../serve/index.ts', async (original) => ({
  ...(await original<object>()),
  createServer: vi.fn(stop),
}));
vi.mock('../../solve/index.ts', async (original) => ({
  ...(await original<object>()),
  annotate: vi.fn(stop),
  createSolver: vi.fn(stop),
  estimateAnnotations: vi.fn(stop),
}));
vi.mock('../../teacher/index.ts', async (original) => ({
  ...(await original<object>()),
  mergeAnnotations: vi.fn(stop),
  reviewAnnotations: vi.fn(stop),
}));

const create = vi.spyOn(datasets, 'create');

interface Row {
  /** The words of the option on the command line. */
  readonly words: readonly string[];
  /** The library's name of it, and the value that it must get. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** The library function, where the option chooses another than the command's usual one. */
  readonly calls?: unknown;
}

interface CommandRows {
  readonly command: string;
  /** A command line that works. */
  readonly words: readonly string[];
  /** The library function, and which of its arguments has the options. */
  readonly calls: unknown;
  readonly argument?: number;
  /** What the arguments of the command line become. */
  readonly always?: Readonly<Record<string, unknown>>;
  readonly options: readonly Row[];
}

/** `row('--limit 7', { limit: 7 })` */
const row = (words: string, expected: Row['expected'], calls?: unknown): Row => ({
  words: words.split(' '),
  expected,
  ...(calls === undefined ? {} : { calls }),
});

const ofCalls = (estimate: unknown): readonly Row[] => [
  row('--max-cost 2.5', { maxCost: 2.5 }),
  row('--prices p.json', { prices: 'p.json' }),
  row('--config c.ts', { config: 'c.ts' }),
  row('--dry-run', {}, estimate),
  row('--clear-unresolved', { clearUnresolved: true }),
  row('--retry-failed', { retryFailed: true }),
  row('--concurrency 3', { concurrency: 3 }),
  row('--requests-per-minute 90', { requestsPerMinute: 90 }),
  row('--tokens-per-minute 9000', { tokensPerMinute: 9000 }),
  row('--timeout 7.5', { timeoutMs: 7500 }),
  row('--retries 2', { retries: 2 }),
  row('--store other', { store: 'other' }),
  row('--recover-store', { recoverStore: true }),
];
/** Of commands that may ask a teacher for parts of a solution. */
const ofParts: readonly Row[] = [
  row('--questions-from openai:m', { questionsFrom: 'openai:m' }),
  row('--answers-from completions:http://h/v1#m', { answersFrom: 'completions:http://h/v1#m' }),
  row('--unsure-below 0.9', { unsureBelow: 0.9 }),
  row('--max-tokens 99', { maxTokens: 99 }),
  ...ofCalls(null).filter(({ words }) => words[0] !== '--dry-run'),
];
const ofSolving = [
  row('--calculator', { calculator: true }),
  row('--resample-steps 3', { resampleSteps: 3 }),
  row('--max-new-tokens 33', { maxNewTokens: 33 }),
  row('--log-probabilities', { logProbabilities: true }),
  row('--weights int8', { weights: 'int8' }),
  row('--threads 5', { threads: 5 }),
];
const ofSplit = [
  row('--data d', { data: 'd' }),
  row('--split train', { split: 'train' }),
  row('--limit 7', { limit: 7 }),
];

const ofSampling = [
  row('--samples 5', { samples: 5 }),
  row('--temperature 0.4', { temperature: 0.4 }),
  row('--repetition-penalty 1.2', { repetitionPenalty: 1.2 }),
  row('--top-k 20', { topK: 20 }),
  row('--top-p 0.8', { topP: 0.8 }),
  row('--min-p 0.1', { minP: 0.1 }),
];

const commands: readonly CommandRows[] = [
  {
    command: 'quickstart',
    words: [],
    calls: quickstart,
    options: [
      row('--minutes 3.5', { minutes: 3.5 }),
      row('--seed 4', { seed: 4 }),
      row('--threads 5', { threads: 5 }),
      row('--out elsewhere', { out: 'elsewhere' }),
      row('--force', { force: true }),
    ],
  },
  {
    command: 'data',
    words: ['mine.csv', '--out', 'd'],
    calls: create,
    argument: 1,
    options: [
      row('--out d', { out: 'd' }),
      row('--force', { force: true }),
      row('--validation 0.3', { validation: 0.3 }),
      row('--seed 4', { seed: 4 }),
      row('--source folder', { source: 'folder' }),
      row('--test second.csv', { test: 'second.csv' }),
      row('--columns question=q,answer=a', { columns: { question: 'q', answer: 'a' } }),
      row('--answer-type text', { answerType: 'text' }),
      row('--number-format decimal-comma', { numberFormat: 'decimal-comma' }),
      row('--train 70', { train: 70 }),
      row('--families rates,purchases', { families: ['rates', 'purchases'] }),
      row('--steps 3-5', { steps: { min: 3, max: 5 } }),
      row('--max-number 80', { maxNumber: 80 }),
      row('--distractors 0.5', { distractors: 0.5 }),
    ],
  },
  {
    command: 'annotate',
    words: ['--data', 'd', '--teacher', 'openai:m', '--kind', 'cot', '--out', 'o.jsonl'],
    calls: annotate,
    options: [
      row('--data e', { data: 'e' }),
      row('--teacher run:r', { teacher: 'run:r' }),
      row('--kind socratic', { kind: 'socratic' }),
      row('--out p.jsonl', { out: 'p.jsonl' }),
      row('--split validation', { split: 'validation' }),
      row('--limit 7', { limit: 7 }),
      row('--shard 2/8', { shard: { index: 2, count: 8 } }),
      row('--blind', { blind: true }),
      row('--samples 4', { samples: 4 }),
      row('--temperature 0.3', { temperature: 0.3 }),
      row('--temperature default', { temperature: 'default' }),
      row('--reread', { reread: true }),
      row('--max-tokens 99', { maxTokens: 99 }),
      row('--prompts folder', { prompts: 'folder' }),
      row('--output text', { output: 'text' }),
      row('--batch', { batch: true }),
      row('--poll 9', { pollMs: 9000 }),
      row('--repair 2', { repair: 2 }),
      row('--calculator', { calculator: true }),
      row('--logprobs 5', { logprobs: 5 }),
      ...ofCalls(estimateAnnotations),
      row('--threads 5', { threads: 5 }),
      row('--force', { force: true }),
    ],
  },
  {
    command: 'annotations merge',
    words: ['a.jsonl', 'b.jsonl', '--data', 'd', '--out', 'o.jsonl'],
    calls: mergeAnnotations,
    always: { files: ['a.jsonl', 'b.jsonl'] },
    options: [
      row('--data e', { data: 'e' }),
      row('--out p.jsonl', { out: 'p.jsonl' }),
      row('--allow-incomplete', { allowIncomplete: true }),
      row('--force', { force: true }),
    ],
  },
  {
    command: 'annotations review',
    words: ['a.jsonl'],
    calls: reviewAnnotations,
    always: { file: 'a.jsonl' },
    options: [
      row('--data e', { data: 'e' }),
      row('--out p.html', { out: 'p.html' }),
      row('--force', { force: true }),
    ],
  },
  {
    command: 'annotations compare',
    words: ['a.jsonl', '--data', 'd'],
    calls: compareAnnotations,
    always: { file: 'a.jsonl' },
    options: [row('--data e', { data: 'e' }), row('--split test', { split: 'test' })],
  },
  {
    command: 'evaluate',
    words: ['runs/a', '--data', 'd'],
    calls: evaluate,
    always: { run: 'runs/a' },
    options: [
      ...ofSplit,
      ...ofSolving,
      ...ofSampling,
      row('--seed 4', { seed: 4 }),
      row('--max-steps 6', { maxSteps: 6 }),
      row('--repeats stop', { repeats: 'stop' }),
      row('--oracle answers', { oracle: 'answers' }),
      row('--oracle guidance', { oracle: 'guidance' }),
      row('--slots 9', { slots: 9 }),
      ...ofParts,
    ],
  },
  {
    command: 'evaluate-model',
    words: ['m.gguf', '--prompting', 'cot', '--data', 'd', '--out', 'o'],
    calls: evaluateModel,
    always: { model: 'm.gguf' },
    options: [
      ...ofSplit,
      ...ofSolving,
      ...ofSampling,
      row('--prompting answer', { prompting: 'answer' }),
      row('--out p', { out: 'p' }),
      row('--shots 3', { shots: 3 }),
      row('--seed 4', { seed: 4 }),
      row('--prompt plain', { prompt: 'plain' }),
      row('--slots 9', { slots: 9 }),
    ],
  },
  {
    command: 'evaluate-teacher',
    words: ['openai:m', '--prompting', 'cot', '--data', 'd'],
    calls: evaluateTeacher,
    always: { teacher: 'openai:m' },
    options: [
      ...ofSplit,
      row('--prompting answer', { prompting: 'answer' }),
      row('--out p', { out: 'p' }),
      row('--shots 3', { shots: 3 }),
      row('--prompts folder', { prompts: 'folder' }),
      row('--temperature 0.3', { temperature: 0.3 }),
      row('--max-new-tokens 33', { maxNewTokens: 33 }),
      ...ofCalls(estimateTeacherEvaluation),
    ],
  },
  {
    command: 'solve',
    words: ['runs/a', 'What is 1 + 1?'],
    calls: createSolver,
    always: { run: 'runs/a' },
    options: [
      ...ofSolving,
      ...ofSampling,
      row('--seed 4', { seed: 4 }),
      row('--max-steps 6', { maxSteps: 6 }),
      row('--repeats stop', { repeats: 'stop' }),
      ...ofParts,
    ],
  },
  {
    command: 'serve',
    words: ['runs/a', 'other=runs/b'],
    calls: createServer,
    always: { runs: { a: 'runs/a', other: 'runs/b' } },
    options: [
      row('--host 0.0.0.0', { host: '0.0.0.0' }),
      row('--port 81', { port: 81 }),
      row('--key-from KEY_OF_THE_TEST', { key: 'the key of the test' }),
      row('--allow-hosts a.example,b.example', { allowedHosts: ['a.example', 'b.example'] }),
      row('--allow-origins https://a.example', { allowedOrigins: ['https://a.example'] }),
      row('--max-waiting 5', { maxWaiting: 5 }),
      row('--timeout 2.5', { timeoutMs: 2500 }),
      row('--max-problem-length 99', { maxProblemLength: 99 }),
      row('--max-body-bytes 9999', { maxBodyBytes: 9999 }),
      ...ofSolving,
      ...ofSampling,
      row('--seed 4', { seed: 4 }),
      row('--max-steps 6', { maxSteps: 6 }),
      row('--repeats stop', { repeats: 'stop' }),
      row('--slots 9', { slots: 9 }),
    ],
  },
  {
    command: 'export',
    words: ['m.gguf', '--to', 'gguf', '--out', 'o'],
    calls: exportModel,
    always: { model: 'm.gguf', to: 'gguf' },
    options: [
      row('--to gguf', { to: 'gguf' }),
      row('--out p.gguf', { out: 'p.gguf' }),
      row('--precision q8_0', { precision: 'q8_0' }),
      row('--role qa', { role: 'qa' }),
      row('--force', { force: true }),
    ],
  },
  {
    command: 'score',
    words: ['--data', 'd', '--predictions', 'p.jsonl'],
    calls: score,
    options: [
      row('--data e', { data: 'e' }),
      row('--predictions q.jsonl', { predictions: 'q.jsonl' }),
      row('--split all', { split: 'all' }),
      row('--verdicts v.jsonl', { verdicts: 'v.jsonl' }),
      row('--number-format decimal-comma', { numberFormat: 'decimal-comma' }),
    ],
  },
  { command: 'doctor', words: [], calls: doctor, options: [row('--runs elsewhere', { runs: 'elsewhere' })] },
];

beforeEach(() => {
  vi.clearAllMocks();
  create.mockRejectedValue(new Called());
  vi.stubEnv('KEY_OF_THE_TEST', 'the key of the test');
});

test.each(
  commands.flatMap(({ options, ...command }) =>
    options.map((option) => [command.command, option.words.join(' '), command, option] as const),
  ),
)('%s %s', async (_name, _option, { command, words, calls, argument = 0, always }, option) => {
  const { streams, text } = collector();
  await runProgram([...command.split(' '), ...words, ...option.words], streams);
  const mocked = vi.mocked((option.calls ?? calls) as (...given: unknown[]) => unknown);
  expect(mocked, text.stderr).toHaveBeenCalledTimes(1);
  expect(mocked.mock.calls[0]?.[argument]).toMatchObject({ ...always, ...option.expected });
});

test('solve gives the problem to its solver', async () => {
  const solve = vi.fn(() => Promise.reject(new Called()));
  vi.mocked(createSolver).mockResolvedValueOnce({ solve, close: () => Promise.resolve() } as never);
  await runProgram(['solve', 'runs/a', 'What is 1 + 1?'], collector().streams);
  expect(solve).toHaveBeenCalledWith('What is 1 + 1?', { signal: expect.any(AbortSignal) });
});

test('--test of the built-in problems is a number', async () => {
  await runProgram(['data', 'arithmetic', '--out', 'd', '--test', '12'], collector().streams);
  expect(create.mock.calls[0]).toMatchObject(['arithmetic', { test: 12 }]);
});

/** Every command without commands of its own, by its words. */
function leaves(command: Command, words: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((next) => leaves(next, [...words, next.name()]));
}

test('the table has every option of every command; those of train are in train.test.ts', () => {
  const program = buildProgram(silentFrame(), collector().streams);
  const declared = leaves(program).flatMap(([name, { options }]) =>
    name === 'train' ? [] : options.map(({ long }) => `${name} ${long}`),
  );
  const listed = commands.flatMap(({ command, options }) =>
    options.map(({ words }) => `${command} ${words[0]}`),
  );
  expect(new Set(listed)).toEqual(new Set(declared));
  expect(train).not.toHaveBeenCalled();
});
