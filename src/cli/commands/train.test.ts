// Every flag of `socratic train` reaches the library under its name, and the library's ranges are the command's.
import { beforeEach, expect, test, vi } from 'vitest';
import { type TrainOptions, train, trainDefaults, trainRanges } from '../../distill/index.ts';
import { flagFor } from '../mention-style.ts';
import { buildProgram, runProgram } from '../program.ts';
import { collector, silentFrame } from '../test-frame.fixture.ts';

vi.mock('../../distill/index.ts', async (original) => ({
  ...(await original<typeof import('../../distill/index.ts')>()),
  train: vi.fn(),
}));

const result = {
  run: 'runs/a',
  directories: {},
  testProblems: 1,
  strategy: 'cot',
  student: 'scratch:tiny',
  base: null,
  prompt: null,
  promptChoice: null,
  status: 'trained',
  dataset: { name: 'mine', path: 'data/mine', trainProblems: 500, leftOut: [] },
  settings: {},
  models: {},
};

beforeEach(
  () =>
    void vi
      .mocked(train)
      .mockReset()
      .mockResolvedValue(result as never),
);

async function socratic(...argv: string[]) {
  const { text, streams } = collector();
  const exitCode = await runProgram(['train', ...argv], streams);
  return { exitCode, ...text };
}

const required = [
  '--data',
  'data/mine',
  '--strategy',
  'socratic',
  '--student',
  'scratch:tiny',
  '--out',
  'runs/a',
];

/** A value of each flag that is not its default, and what the library gets of it. */
const flags: {
  readonly [Name in Exclude<keyof TrainOptions, 'reporter' | 'signal'>]-?: readonly [
    string[],
    TrainOptions[Name],
  ];
} = {
  data: [['--data', 'data/mine'], 'data/mine'],
  strategy: [['--strategy', 'socratic'], 'socratic'],
  student: [['--student', 'gpt2'], 'gpt2'],
  out: [['--out', 'runs/a'], 'runs/a'],
  annotations: [['--annotations', 'chains.jsonl'], 'chains.jsonl'],
  mode: [['--mode', 'interleaved'], 'interleaved'],
  guidance: [['--guidance', 'equations'], 'equations'],
  style: [['--style', 'equations'], 'equations'],
  prompt: [['--prompt', 'chat'], 'chat'],
  require: [['--require', 'sub-questions'], 'sub-questions'],
  limit: [['--limit', '7'], 7],
  epochs: [['--epochs', '1.5'], 1.5],
  maxSteps: [['--max-steps', '11'], 11],
  learningRate: [['--learning-rate', '3e-4'], 3e-4],
  schedule: [['--schedule', 'constant'], 'constant'],
  warmup: [['--warmup', '0.4'], 0.4],
  weightDecay: [['--weight-decay', '0.7'], 0.7],
  clip: [['--clip', '0.6'], 0.6],
  dropout: [['--dropout', '0.2'], 0.2],
  batchTokens: [['--batch-tokens', '333'], 333],
  accumulate: [['--accumulate', '3'], 3],
  validations: [['--validations', '5'], 5],
  patience: [['--patience', '9'], 9],
  freezeEmbeddings: [['--freeze-embeddings'], true],
  lora: [['--lora', '4'], 4],
  loraAlpha: [['--lora-alpha', '5.5'], 5.5],
  loraTargets: [
    ['--lora-targets', 'q_proj, v_proj'],
    ['q_proj', 'v_proj'],
  ],
  checkpointing: [['--checkpointing'], true],
  seed: [['--seed', '12'], 12],
  threads: [['--threads', '3'], 3],
  device: [['--device', 'webgpu'], 'webgpu'],
  checkpointSeconds: [['--checkpoint-seconds', '17'], 17],
  resume: [['--resume'], true],
  force: [['--force'], true],
  ignoreMemory: [['--ignore-memory'], true],
};

test.each(Object.entries(flags))('%s', async (name, [argv, expected]) => {
  const { exitCode, stderr } = await socratic(...required, ...argv);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [options] = vi.mocked(train).mock.calls[0] ?? [];
  expect(options?.[name as keyof TrainOptions]).toEqual(expected);
});

test('the table has every flag of the command', () => {
  const command = buildProgram(silentFrame(), collector().streams).commands.find(
    (one) => one.name() === 'train',
  );
  expect(command?.options.map(({ long }) => long).sort()).toEqual(
    Object.keys(flags)
      .map((name) => flagFor(name, command ?? null))
      .sort(),
  );
});

test('what is not given is left to the library, but for the defaults that the help shows', async () => {
  await socratic(...required);
  const [options] = vi.mocked(train).mock.calls[0] ?? [];
  const { reporter: _, signal, ...given } = options ?? {};
  expect(signal).toBeInstanceOf(AbortSignal);
  expect(given).toEqual({
    data: 'data/mine',
    strategy: 'socratic',
    student: 'scratch:tiny',
    out: 'runs/a',
    seed: trainDefaults.seed,
    threads: trainDefaults.threads,
    device: trainDefaults.device,
  });
});

test.each(Object.entries(trainRanges))('the range of %s', async (name, range) => {
  const flag = flagFor(name, null);
  const tooSmall = await socratic(...required, flag, String(range.min - 1));
  expect(tooSmall).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${flag} must be a`) });
  if ('max' in range) expect((await socratic(...required, flag, String(range.max + 1))).exitCode).toBe(2);
  if ('whole' in range) expect((await socratic(...required, flag, '2.5')).exitCode).toBe(2);
  expect(train).not.toHaveBeenCalled();
});

test('--lora-targets needs names', async () => {
  for (const names of ['', 'q_proj,,v_proj', ',']) {
    expect((await socratic(...required, '--lora', '4', '--lora-targets', names)).exitCode).toBe(2);
  }
});

test('--json has its fields and no others', async () => {
  const { stdout } = await socratic(...required, '--json');
  expect(Object.keys(JSON.parse(stdout))).toEqual([
    'run',
    'strategy',
    'student',
    'base',
    'prompt',
    'promptChoice',
    'status',
    'dataset',
    'models',
    'warnings',
  ]);
});
